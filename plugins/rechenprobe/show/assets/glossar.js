// On a touch screen the first tap on a term explains it, the second one follows its link.
document.addEventListener("click", (event) => {
  const term = event.target.closest?.(".rp-term");
  if (!term || event.pointerType !== "touch" || term.dataset.tapped) return;
  event.preventDefault();
  event.stopPropagation(); // instant navigation listens, too
  term.dataset.tapped = "1";
  term.focus();
  term.addEventListener("blur", () => delete term.dataset.tapped, { once: true });
}, true);
