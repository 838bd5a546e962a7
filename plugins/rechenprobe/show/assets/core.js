// What the other scripts share. Each registers what it makes better; a page is complete without them.
const rechenprobe = (() => {
  "use strict";
  const enhancers = [];

  /** Calls `improve(element)` once for each element that `selector` finds, on this page and the next. */
  const enhance = (selector, improve) => {
    enhancers.push([selector, improve]);
  };

  const run = () => {
    for (const [selector, improve] of enhancers) {
      const name = `rp${enhancers.findIndex(([, other]) => other === improve)}`;
      for (const element of document.querySelectorAll(selector)) {
        if (element.dataset[name]) continue;
        element.dataset[name] = "1";
        improve(element);
      }
    }
  };

  // Material announces each page, also those that instant navigation puts in place of another.
  const start = () => (window.document$ ? window.document$.subscribe(run) : run());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

  return { enhance };
})();
