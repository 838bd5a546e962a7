"""What the words of German and English prose name: layers, attributes, things counted."""
