// Where the window is narrow the theme's navigation is a drawer that labels open: a pointer's way only.
// Here they are buttons, and the focus goes where the reader looks.
(() => {
  "use strict";
  const narrow = matchMedia("(max-width: 76.234375em)"); // the theme's own
  const DRAWER = "#__drawer";
  const INSIDE = ".md-sidebar--primary, label[for=__drawer]";
  const opener = () => document.querySelector(".md-header label[for=__drawer]");
  const labels = () => [opener(), ...document.querySelectorAll(".md-nav--primary :is(.md-nav__link, .md-nav__title)[for]:not([for=__drawer])")];
  const drawn = () => narrow.matches && document.querySelector(DRAWER)?.checked;

  const dress = () => {
    for (const label of labels()) {
      if (!label) continue;
      label.dataset.wide ??= label.getAttribute("tabindex") ?? "";
      if (!narrow.matches) {
        for (const name of ["role", "aria-expanded"]) label.removeAttribute(name);
        label.setAttribute("tabindex", label.dataset.wide);
        continue;
      }
      label.setAttribute("role", "button");
      label.tabIndex = 0;
      if (!label.matches(".md-nav__title")) label.setAttribute("aria-expanded", document.getElementById(label.htmlFor).checked);
    }
    opener()?.setAttribute("aria-label", "Navigation");
  };
  rechenprobe.enhance(".md-nav--primary", dress);
  narrow.addEventListener("change", dress);

  /** The list that is on top of the others in the drawer: its first place to be. */
  const first = () => {
    const lists = [...document.querySelectorAll(".md-nav--primary, .md-nav--primary .md-nav__toggle:checked ~ .md-nav")];
    return lists.at(-1)?.querySelector(":is(label[role=button], a[href])");
  };
  document.addEventListener("change", ({ target }) => {
    if (!narrow.matches || !target.matches(`${DRAWER}, .md-nav__toggle`)) return;
    dress();
    const from = target.matches(DRAWER) ? opener() : target.parentElement.querySelector(`.md-nav__link[for="${target.id}"]`);
    const { activeElement } = document;
    if (target.checked) first()?.focus({ preventScroll: true });
    else if (activeElement === document.body || activeElement.closest(INSIDE)) from?.focus({ preventScroll: true });
  });
  document.addEventListener("focusin", ({ target }) => {
    if (drawn() && !target.closest(INSIDE)) document.querySelector(DRAWER).click();
  });

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === " " && target.matches?.("label[role=button]")) {
      event.preventDefault(); // Enter is the theme's
      target.click();
    } else if (key === "Escape" && drawn()) document.querySelector(DRAWER).click();
  });

  // Single letters must not act on their own: readers who dictate would turn pages (WCAG 2.1.4).
  window.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || target.isContentEditable) return;
    if (/^[pnfs,./]$/.test(key) && !target.closest?.("input, select, textarea")) event.stopImmediatePropagation();
  }, true);
})();
