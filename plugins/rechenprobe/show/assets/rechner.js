// Calculators: the page's formulas, evaluated for the reader's settings. No formula stands here.
(() => {
  "use strict";
  const { enhance, number, bytes, whole, mark, fragment } = rechenprobe;

  // Fractions of whole numbers, [top, bottom > 0]: exact, whatever the size.
  const below = (top, bottom) => (top - (((top % bottom) + bottom) % bottom)) / bottom;
  const pairs = {
    "+": ([a, b], [c, d]) => [a * d + c * b, b * d],
    "-": ([a, b], [c, d]) => [a * d - c * b, b * d],
    "*": ([a, b], [c, d]) => [a * c, b * d],
    "/": ([a, b], [c, d]) => [a * d, b * c],
    max: (one, other) => (one[0] * other[1] < other[0] * one[1] ? other : one),
  };
  const apply = {
    floor: ([top, bottom]) => [below(top, bottom), 1n],
    ceil: ([top, bottom]) => [-below(-top, bottom), 1n],
  };

  /** Values of expressions: a number, a symbol (its index as text) or [operation, …]. */
  const evaluator = (data, lines, field) => {
    const value = (expr) => {
      if (typeof expr === "number") return [BigInt(expr), 1n];
      if (typeof expr === "string") {
        const source = data.symbols[expr][1];
        if (source[0] !== "=") return [BigInt(field(source)), 1n];
        return value(lines.find(([name]) => name === source.slice(1))[3]);
      }
      const [op, ...args] = expr;
      const values = args.map(value);
      return op in apply ? apply[op](values[0]) : values.reduce(pairs[op]);
    };
    return value;
  };
  const count = ([top, bottom]) => top / bottom;

  enhance(".rp-rechner", (root) => {
    const data = JSON.parse(root.dataset.sheet);
    const { grouping } = root.dataset;
    const find = (part) => root.querySelector(`.rp-rechner__${part}`);
    const form = find("form");
    const controls = [...form.elements].filter((control) => control.name);
    const picture = find("picture") && draw(find("picture"));

    const numeric = (control) => control.type === "text";
    const setting = (control) => {
      if (control.type === "checkbox") return String(control.checked);
      return numeric(control) ? String(whole(control)) : control.value;
    };
    const field = (name) => {
      const control = form.elements[name];
      return control.selectedOptions?.[0].dataset.number ?? whole(control);
    };
    const variant = () => {
      const key = data.switches.map((name) => {
        const control = form.elements[name];
        return numeric(control) ? (whole(control) === 1 ? "1" : "n") : setting(control).toLowerCase();
      });
      return data.variants[key.join("|")];
    };
    const titleOf = (control) => control.closest(".rp-field").querySelector("label").firstChild.textContent.trim();

    const written = (settings) => settings.map(([name, value]) => `${name}=${value}`).join("&");
    const settings = () => controls.map((control) => [control.name, setting(control)]);
    const preset = settings();

    /** Sets fields; what is missing or impossible there is as the author set it. */
    const restore = (wanted) => {
      for (const [name, value] of [...preset, ...wanted]) {
        const control = form.elements[name];
        if (!control) continue;
        if (control.type === "checkbox") control.checked = value === "true";
        else if (numeric(control) ? /^\d+$/.test(value) : [...control.options].some((o) => o.value === value)) {
          control.value = value;
        }
        slide(control);
      }
      show();
    };
    const slide = (control) => {
      const slider = control.closest(".rp-field").querySelector("[type=range]");
      if (slider) slider.value = whole(control) || 0; // nothing and nonsense at the left end
    };

    const equation = ([, label, unit, expr, template], value) => {
      const result = value && count(value(expr));
      const shown = `<strong>${value ? (unit ? bytes(result, grouping) : number(result, grouping)) : "–"}</strong>`;
      const fill = (content) => template.replace(/<mtext>⟦(\d+)⟧<\/mtext>/g, (_, index) => content(index));
      const sides = [];
      if (typeof expr !== "number") {
        sides.push(fill((index) => data.symbols[index][0]));
        if (typeof expr !== "string" && value) {
          sides.push(fill((index) => `<mn>${number(count(value(index)), grouping)}</mn>`));
        }
      }
      const spans = [...sides, shown].map((side, index) => `<span>${index ? "= " : ""}${side}</span>`);
      return `<div><dt>${label}</dt><dd>${spans.join(" ")}</dd></div>`;
    };

    const show = () => {
      for (const item of form.querySelectorAll("[data-only]")) {
        const [name, value] = item.dataset.only.split("=");
        item.hidden = form.elements[name].value !== value;
      }
      const wrong = controls.filter((control) => numeric(control) && Number.isNaN(whole(control)) && !control.closest("[hidden]"));
      for (const control of controls) mark(control, wrong.includes(control));
      const said = wrong.map((control) => {
        const range = `von ${control.dataset.low} bis ${number(control.dataset.high, grouping)}`;
        return `„${titleOf(control)}“ ist eine ganze Zahl ${range}.`;
      });
      const [indices, checks, note, reach, padded] = variant();
      const lines = indices.map((index) => data.lines[index]);
      const calculate = evaluator(data, lines, field);
      const failed = (wrong.length ? [] : checks).filter(([need, expr]) => {
        const [top, bottom] = calculate(expr);
        return need === "positive" ? top <= 0n : top % bottom !== 0n;
      });
      for (const [, , message, numbers] of failed) {
        said.push(message.replace(/\{(\d)\}/g, (_, index) => number(count(calculate(numbers[index])), grouping)));
      }
      const value = wrong.length || failed.some((check) => check[4]) ? null : calculate;
      find("said").innerHTML = said.map((text) => `<li>${text}</li>`).join("");
      find("lines").innerHTML = lines.map((line) => equation(line, value)).join("");
      find("note").textContent = note;
      for (const control of controls) {
        const item = find("given").querySelector(`[data-given="${control.name}"]`);
        item.hidden = Boolean(control.closest("[hidden]"));
        item.lastElementChild.textContent = told(control);
      }
      find("link").firstElementChild.href = `#${root.id}:${written(settings())}`;
      if (picture) {
        const amount = (expr) => Number(count(value(expr)));
        picture(value && {
          size: field("n"), window: field("kernel_size"), stride: field("strides"),
          reach: amount(reach), padded: amount(padded), out: amount(lines[0][3]),
        });
      }
    };
    const told = (control) => {
      if (control.type === "checkbox") return control.checked ? "ja" : "nein";
      return control.selectedOptions?.[0].text ?? (Number.isNaN(whole(control)) ? "–" : number(whole(control), grouping));
    };

    /** Takes the settings of a link, if it is one to this calculator. */
    const follow = (url) => {
      const [id, query] = fragment(url).split(":");
      if (id !== root.id || query === undefined) return false;
      restore(query.split("&").map((pair) => pair.split("=")));
      root.scrollIntoView();
      return true;
    };
    calculators.set(root, { settings, restore, follow });

    form.addEventListener("input", (event) => {
      const box = event.target.closest(".rp-field").querySelector("[type=text]");
      if (event.target.type === "range") box.value = event.target.value;
      else slide(event.target);
      show();
    });
    form.addEventListener("change", () => {
      const { hash } = find("link").firstElementChild;
      if (form.querySelector("[aria-invalid]") || hash === location.hash) return;
      history.pushState(history.state, "", hash);
      remember();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    const before = steps.get(key())?.get(root.id);
    if (!follow(location.href)) before ? restore(before) : show(); // the browser may have kept fields
    remember();
  });

  // Settings by steps of the history: the theme rewrites addresses, and fetches pages again.
  const calculators = new Map();
  const steps = new Map();
  const key = () => window.navigation?.currentEntry?.key;
  const alive = () => {
    for (const root of calculators.keys()) if (!root.isConnected) calculators.delete(root); // with its page
    return [...calculators];
  };
  const remember = () => {
    const step = steps.get(key()) ?? new Map();
    for (const [root, { settings }] of alive()) step.set(root.id, settings());
    steps.set(key(), step);
  };

  window.addEventListener("popstate", () => {
    const step = steps.get(key());
    if (!step) return remember();
    for (const [root, { restore }] of alive()) restore(step.get(root.id) ?? []);
  });
  window.addEventListener("hashchange", ({ newURL }) => {
    for (const [, { follow }] of alive()) if (follow(newURL)) remember();
  });

  // The drawing: the padded input, the window on it, the output; all to one scale.
  const SIDE = 240;
  const FINE = 48; // cells along an axis that can still be told apart

  const draw = (box) => {
    const svg = box.querySelector("svg");
    const part = (name) => svg.querySelector(`.rp-slide__${name}`);
    const [back, play, on] = box.querySelectorAll("button");
    const position = box.querySelector("input");
    let view = null;
    let timer = 0;

    const stop = () => {
      clearInterval(timer);
      timer = 0;
      play.textContent = "Abspielen";
    };
    const go = (step) => {
      const last = Number(position.max);
      position.value = Math.min(Math.max(Number(position.value) + step, 0), last);
      if (Number(position.value) === last) stop();
      place();
    };
    back.addEventListener("click", () => go(-1));
    on.addEventListener("click", () => go(1));
    position.addEventListener("input", () => go(0));
    play.addEventListener("click", () => {
      if (timer) return stop();
      if (position.value === position.max) position.value = 0;
      play.textContent = "Pause";
      timer = setInterval(() => (box.isConnected ? go(1) : stop()), 600);
      place();
    });

    const place = () => {
      const { cell, out, stride, reach, size, before, left, top } = view;
      const index = Number(position.value);
      const [row, column] = [Math.floor(index / out), index % out];
      const [x, y] = [5 + column * stride * cell, 5 + row * stride * cell];
      const [u, v] = [left + column * cell, top + row * cell];
      part("window").style.transform = `translate(${x}px, ${y}px)`;
      const dot = Math.max(cell, 3); // to be seen, however small its cell is
      part("cell").setAttribute("d", `M${u} ${v}h${dot}v${dot}h${-dot}z`);
      const far = reach * cell;
      part("rays").setAttribute("d", `M${x + far} ${y}L${u} ${v}M${x + far} ${y + far}L${u} ${v + cell}`);
      part("done").setAttribute("d", `M${left} ${top}h${out * cell}v${row * cell}h${-out * cell}zM${left} ${v}h${column * cell}v${cell}h${-column * cell}z`);
      const span = (start) => {
        const [from, to] = [start * stride - before + 1, start * stride - before + reach];
        return `${Math.max(from, 1)} bis ${Math.min(to, size)}`;
      };
      const outside = [row, column].some((at) => at * stride < before || at * stride - before + reach > size);
      const text = `Ausgabe in Zeile ${row + 1}, Spalte ${column + 1}: aus den Zeilen ${span(row)} und den Spalten ${span(column)} der Eingabe${outside ? " und aus Nullen am Rand" : ""}.`;
      box.querySelector(".rp-slide__said").textContent = text;
      svg.setAttribute("aria-label", `Das Fenster über der Eingabe. ${text}`);
    };

    const rect = (kind, x, y, side) => `<rect class="rp-slide__${kind}" x="${x}" y="${y}" width="${side}" height="${side}"/>`;
    const mesh = (x, y, count, cell) => {
      if (count > FINE) return "";
      const lines = Array.from({ length: count - 1 }, (_, index) => (index + 1) * cell);
      const path = lines.map((at) => `M${x + at} ${y}v${count * cell}M${x} ${y + at}h${count * cell}`);
      return `<path class="rp-slide__mesh" d="${path.join("")}"/>`;
    };

    return (given) => {
      box.toggleAttribute("data-empty", !given);
      if (!given) return stop();
      const { size, window, stride, reach, padded, out } = given;
      const before = Math.floor(padded / 2);
      // Where the last windows end early the rest of the input is drawn, too.
      const total = size + padded;
      const cell = SIDE / Math.max(total, (out - 1) * stride + reach);
      const left = 555 - out * cell;
      const top = 5 + (total * cell - out * cell) / 2;
      const changed = JSON.stringify(given) !== JSON.stringify(view?.given);
      view = { given, cell, out, stride, reach, size, before, left, top };
      position.max = out * out - 1;
      if (changed) {
        stop();
        position.value = 0;
        part("still").innerHTML =
          rect("zeros", 5, 5, total * cell) + rect("input", 5 + before * cell, 5 + before * cell, size * cell) +
          mesh(5, 5, total, cell) + rect("output", left, top, out * cell) + mesh(left, top, out, cell);
        const gap = window > 1 ? (reach - 1) / (window - 1) : 1;
        const cells = gap > 1 && total <= FINE ? Array.from({ length: window }, (_, index) => index * gap * cell) : [];
        part("window").innerHTML = rect("frame", 0, 0, reach * cell) +
          cells.map((x) => cells.map((y) => rect("tap", x, y, cell)).join("")).join("");
      }
      place();
    };
  };
})();
