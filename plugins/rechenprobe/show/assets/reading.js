// Reading: boxes that scroll can be reached, explanations can be sent away, jumps arrive.
(() => {
  "use strict";

  const tables = ".md-typeset__scrollwrap";
  const boxes = `.rp-formula, .rp-rechner dd > span, ${tables}`;

  // A formula or a table that is wider than its box is scrolled with the arrow keys.
  const reach = (box) => {
    if (box.scrollWidth > box.clientWidth + 1 && !box.parentElement.matches(".rp-claim--formula")) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.matches(tables) ? "Tabelle" : "Formel");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  };
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const box = target.closest(boxes);
      if (box) reach(box); // none around what has just been replaced
    }
  });
  rechenprobe.enhance(boxes, (box) => [box, ...box.children].forEach((one) => sizes.observe(one)));

  // The theme's dialog has no name of its own, and a bar with one button is no place to navigate to.
  rechenprobe.enhance(".md-search[role=dialog]", (dialog) => dialog.setAttribute("aria-label", "Suche"));
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node.matches?.(".md-code__nav")) node.setAttribute("role", "none");
      else if (node.nodeType === 1 && (node.matches(tables) || node.parentElement?.matches(boxes))) sizes.observe(node);
    }
  }).observe(document.body, { childList: true, subtree: true });

  // A jump within the text is the browser's own. The theme would fetch the page again for the first one,
  // fold what the reader has unfolded and, if they had just scrolled, take them back to where they were.
  let jump = "";
  const bare = (url) => url.split("#")[0];
  rechenprobe.enhance(".md-content", (content) => {
    content.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link?.hash || link.target || bare(link.href) !== bare(location.href)) return;
      event.stopPropagation();
      jump = link.hash;
      history.scrollRestoration = "auto"; // and the way back is, too
    });
  });
  const places = window.location$; // where the theme hears of addresses
  if (places) {
    const tell = places.next.bind(places);
    places.next = (url) => {
      if (!jump || url.hash !== jump) tell(url);
      jump = "";
    };
  }

  // Escape hides a mark's explanation until pointer and focus have left it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const mark of document.querySelectorAll(":is(.rp-claim, .rp-term):is(:hover, :focus)")) {
      mark.dataset.quiet = "";
      const again = () => {
        if (!mark.matches(":hover, :focus")) delete mark.dataset.quiet;
      };
      for (const leaving of ["blur", "pointerleave"]) mark.addEventListener(leaving, again);
    }
  });
})();
