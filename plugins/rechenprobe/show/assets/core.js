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

  // Material announces each page, also those that instant navigation puts in place of another; of a
  // page that was opened from the disk it says nothing.
  const start = () => {
    run();
    window.document$?.subscribe(run);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else queueMicrotask(start); // when the other scripts have registered

  const separators = { space: "\u202f", dot: ".", none: "" };
  const units = [["TB", 10n ** 12n], ["GB", 10n ** 9n], ["MB", 10n ** 6n], ["kB", 1000n]];

  /** A BigInt ≥ 0 in German notation; four digits stay together. */
  const number = (value, grouping) => {
    const digits = String(value);
    return digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, separators[grouping]) : digits;
  };

  /** The quotient of two BigInts with so many decimals, halves up. */
  const decimal = (top, bottom, decimals, grouping) => {
    const digits = String((2n * top * 10n ** BigInt(decimals) + bottom) / (2n * bottom));
    const text = digits.padStart(decimals + 1, "0");
    return `${number(text.slice(0, -decimals), grouping)},${text.slice(-decimals)}`;
  };

  /** Bytes (a BigInt) in the largest decimal unit that keeps a digit before the comma. */
  const bytes = (count, grouping) => {
    for (const [unit, size] of units) {
      if (count >= size) return `${decimal(count, size, 3, grouping)}\u00a0${unit}`;
    }
    return `${count}\u00a0B`;
  };

  /** What a field for whole numbers holds, in German or English groups of three; NaN if it must not. */
  const whole = ({ value, dataset: { low, high } }) => {
    const digits = value.trim();
    if (!/^(\d+|\d{1,3}([.,'’\s])\d{3}(\2\d{3})*)$/.test(digits)) return NaN;
    const count = Number(digits.replace(/\D/g, ""));
    return low <= count && count <= high ? count : NaN;
  };

  // A browser's own number fields take "1.024" for a fraction, whatever the language of the page.
  enhance("input[data-high]", (field) => {
    field.addEventListener("keydown", (event) => {
      const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const before = field.value;
      field.value = whole(field) + step;
      if (Number.isNaN(whole(field))) field.value = before;
      else for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    });
  });

  /** Says whether a field holds what it may, to the eye and to a screen reader. */
  const mark = (field, wrong) => {
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };

  /** What an address names behind #; people type what they like there. */
  const fragment = (url) => {
    const text = new URL(url).hash.slice(1);
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  return { enhance, number, decimal, bytes, whole, mark, fragment };
})();
