// Exercises: reads an answer in German or English notation and says what went wrong.
// What `data-exercise` holds is described by `_Data` in exercises.py.
(() => {
  "use strict";
  const STORE = "rechenprobe.aufgaben";
  const RIGHT = "Richtig!";
  let solved = new Set();

  // Where nothing may be stored, progress lasts as long as the page.
  const load = () => {
    try {
      solved = new Set(JSON.parse(localStorage.getItem(STORE) || "[]"));
    } catch {}
  };
  const save = () => {
    try {
      localStorage.setItem(STORE, JSON.stringify([...solved]));
    } catch {}
  };

  const NUMBER = /^([+-]?)\s*(\d[\d.,'’\s]*?)\s*(?:e([+-]?\d+)|[·*×x]\s*10\s*(?:\^|\*\*)?\s*([+-]?\d+))?\s*([^\d\s.,][^\d]*)?$/i;
  const plain = (text) =>
    text.toLowerCase().replace(/\.$/, "").trim().replace(/^(k|m|g|t)(ilo|ega|iga|era)(?=b)/, "$1").replace(/bytes?$/, "b");
  const ofMemory = (units) => "kB" in units;

  /** All ways to read a number: its value, what its last digit is worth. */
  const readings = (text, units) => {
    const found = NUMBER.exec(text.replace(/^\s*[=≈]?\s*/, "").replace(/[−–]/g, "-").trim());
    if (!found) return [];
    const digits = found[2].replace(/['’\s]/g, "");
    const word = plain(found[5] || "");
    const unit = Object.keys(units).find((name) => plain(name) === word);
    if (word && !unit && ofMemory(units)) return []; // bits, say
    const scale = 10 ** Number(found[3] || found[4] || 0) * (unit ? units[unit] : 1);
    const sign = found[1] === "-" ? -1 : 1;
    const notations = [[/^(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/, ".", ","], [/^(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/, ",", "."]];
    return notations.filter(([form]) => form.test(digits)).map(([, group, point]) => {
      const [whole, decimals = ""] = digits.split(group).join("").split(point);
      return { value: sign * Number(`${whole}.${decimals || 0}`) * scale, step: scale / 10 ** decimals.length };
    });
  };

  /** „55 × 55 × 96“, „(55,55,96)“, „55 55 96“: the readings of each number. */
  const shape = (text, units, count) => {
    const bare = text.replace(/[()[\]]|\bNone\b\s*,/gi, "").trim();
    const ways = [/\s*(?:[×x*·;]|,\s)\s*/i, /\s*,\s*/, /\s+/].map((between) => bare.split(between).filter(Boolean));
    const parts = ways.find(({ length }) => length === count) ?? ways[0];
    return parts.map((part) => readings(part, units));
  };

  const judge = (data, text) => {
    const several = data.values.length > 1;
    const numbers = several ? shape(text, data.units, data.values.length) : [readings(text, data.units)];
    if (numbers.length !== data.values.length || numbers.some((ways) => !ways.length)) {
      if (several) return `Gefragt sind ${data.values.length} Zahlen, etwa 5 × 5 × 3.`;
      const unit = ofMemory(data.units) ? ` in ${Object.keys(data.units).find((name) => data.units[name] === 1)}` : "";
      return `Das lese ich nicht als Zahl${unit}. Gemeint ist etwa 34.944 oder 0,5.`;
    }
    const near = (way, target) => {
      const slack = data.tolerance ?? (data.exact ? 0 : Math.min(way.step / 2, Math.abs(target) / 100));
      return Math.abs(way.value - target) <= slack + Math.abs(target) * 1e-9;
    };
    const is = (targets) => targets.every((target, n) => numbers[n].some((way) => near(way, target)));
    if (is(data.values)) return RIGHT;
    const mistake = data.mistakes.find(([values]) => is(values));
    if (mistake) return mistake[1];
    if (several) {
      const wrong = data.values.findIndex((target, n) => !numbers[n].some((way) => near(way, target)));
      return `Die ${wrong + 1}. Zahl stimmt noch nicht.`;
    }
    const ratios = numbers[0].map((way) => way.value / data.values[0]);
    const close = numbers[0].filter((way) => Math.abs(way.value / data.values[0] - 1) < 0.005);
    const rounded = Array.from({ length: 14 }, (_, digits) => Number(data.values[0].toPrecision(digits + 1)));
    if (data.exact && close.some((way) => rounded.includes(way.value))) return "Fast. Gerundet stimmt es; gefragt ist die genaue Zahl.";
    if (close.length) return "Knapp daneben. Rechnen Sie noch einmal nach.";
    if (ratios.map(Math.log10).some((power) => Math.abs(power - Math.round(power)) < 1e-6))
      return "Die Ziffern stimmen. Sitzt das Komma richtig?";
    return "Das stimmt noch nicht.";
  };

  const show = () => {
    const all = [...document.querySelectorAll(".rp-exercise[data-exercise]")];
    const done = all.filter((exercise) => solved.has(exercise.dataset.key));
    for (const exercise of all)
      exercise.querySelector(".rp-exercise__mark").textContent = done.includes(exercise) ? "✓ gelöst" : "";
    const bar = document.querySelector(".rp-progress");
    bar.firstChild.textContent = `${done.length} von ${all.length} Aufgaben gelöst`;
    bar.lastChild.hidden = !done.length;
  };

  rechenprobe.enhance(".rp-exercise[data-exercise]", (exercise) => {
    const data = JSON.parse(exercise.dataset.exercise);
    const form = exercise.querySelector("form");
    const input = form.querySelector("input");
    const verdict = exercise.querySelector(".rp-exercise__verdict");
    let tries = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const empty = !input.value.trim();
      const words = empty ? "Noch steht hier keine Antwort." : judge(data, input.value);
      if (empty) input.focus();
      const right = words === RIGHT;
      tries = right || empty ? 0 : tries + 1;
      const more = !right && tries > 2 ? " Der Rechenweg steht unter „Lösung“." : "";
      verdict.textContent = "";
      verdict.dataset.right = right;
      // Later: the same words are said anew.
      requestAnimationFrame(() => (verdict.textContent = words + more));
      if (right) solved.add(exercise.dataset.key);
      save();
      show();
    });
    input.addEventListener("input", () => (verdict.textContent = ""));
  });

  rechenprobe.enhance(".rp-progress", (bar) => {
    load();
    show();
    bar.querySelector("button").addEventListener("click", () => {
      for (const exercise of document.querySelectorAll(".rp-exercise[data-exercise]")) {
        solved.delete(exercise.dataset.key);
        exercise.querySelector("form").reset();
        exercise.querySelector(".rp-exercise__verdict").textContent = "";
      }
      save();
      show();
      document.querySelector(".rp-exercise input")?.focus();
    });
  });
})();
