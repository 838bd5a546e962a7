"""What terms of the field are by definition: F1, entropy, sigmoid, a step of gradient descent."""
