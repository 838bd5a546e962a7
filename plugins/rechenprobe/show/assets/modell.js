// A model on the page: tabs, rows that unfold, columns that sort, memory for a choice of the reader's.
(() => {
  "use strict";
  const { enhance, number, decimal, bytes, whole, mark, fragment } = rechenprobe;

  // Tabs: links to sections become a list of tabs, the sections their panels.
  const tabsOf = (block) => [...block.querySelector(".rp-tabs").children];
  const panelOf = (tab) => document.getElementById(tab.hash.slice(1));

  const select = (block, chosen) => {
    for (const tab of tabsOf(block)) {
      tab.setAttribute("aria-selected", tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      panelOf(tab).toggleAttribute("data-open", tab === chosen);
    }
    const list = chosen.parentElement;
    list.scrollLeft = chosen.offsetLeft - (list.clientWidth - chosen.offsetWidth) / 2;
  };

  /** On a phone the list is wider than the screen: says on which side it goes on. */
  const edges = (list) => {
    list.toggleAttribute("data-before", list.scrollLeft > 1);
    list.toggleAttribute("data-behind", list.scrollLeft + list.clientWidth < list.scrollWidth - 1);
  };

  /** Opens the panel that the address leads to, or that holds what it leads to. */
  const follow = (block) => {
    const target = document.getElementById(fragment(location.href));
    const tab = target && tabsOf(block).find((one) => panelOf(one).contains(target));
    if (!tab) return;
    select(block, tab);
    target.scrollIntoView();
  };

  enhance(".rp-tabbed", (block) => {
    const list = block.querySelector(".rp-tabs");
    const tabs = tabsOf(block);
    list.setAttribute("role", "tablist");
    for (const tab of tabs) {
      const panel = panelOf(tab);
      tab.id = `${panel.id}-tab`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
    }
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("a");
      if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation(); // the theme would scroll to the section
      select(block, tab);
    });
    list.addEventListener("keydown", (event) => {
      const index = tabs.indexOf(document.activeElement);
      const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1, " ": index }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const tab = tabs.at(next % tabs.length);
      select(block, tab);
      tab.focus();
    });
    list.addEventListener("scroll", () => edges(list), { passive: true });
    new ResizeObserver(() => edges(list)).observe(list);
    select(block, tabs[0]);
    follow(block);
  });

  window.addEventListener("hashchange", () => document.querySelectorAll(".rp-tabbed").forEach(follow));

  // Drawings: one that is wider than its box shows where it begins, as soon as it is to be seen.
  enhance(".rp-diagram__box", (box) => {
    const first = box.querySelector('[data-step="0"]');
    const seen = new ResizeObserver(() => {
      if (!first || !box.clientWidth) return;
      seen.disconnect();
      const [own, around] = [first, box].map((one) => one.getBoundingClientRect());
      box.scrollLeft += own.left + own.width / 2 - around.left - around.width / 2;
    });
    seen.observe(box);
  });

  // Rows: a layer's name opens the row below with its calculations.
  enhance(".rp-more", (more) => {
    const header = more.previousElementSibling.querySelector("th");
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    const details = more.querySelector("details");
    const show = (open) => {
      details.open = open;
      more.toggleAttribute("data-open", open);
      button.setAttribute("aria-expanded", open);
    };
    button.addEventListener("click", () => show(!details.open));
    show(details.open);
  });

  // Columns: a header sorts by its column, the other way round, and not at all.
  enhance("table[data-moves]", (table) => {
    const items = [...(table.dataset.moves === "tr" ? table.tBodies[0].rows : table.tBodies)];
    const parent = items[0]?.parentNode;
    const end = items.at(-1)?.nextSibling ?? null;
    const heads = [...table.querySelectorAll("thead th[data-sort]")];
    const key = (item, column) => {
      const cell = (item.rows?.[0] ?? item).cells[column];
      return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
    };
    const sort = (head) => {
      const column = head.cellIndex;
      const numeric = typeof key(items[0], column) === "number";
      const turns = numeric ? ["descending", "ascending", null] : ["ascending", "descending", null];
      const turn = turns[(turns.indexOf(head.getAttribute("aria-sort")) + 1) % 3];
      const sign = turn === "descending" ? -1 : 1;
      const compare = (a, b) => {
        const [left, right] = [key(a, column), key(b, column)];
        return sign * (numeric ? left - right : left.localeCompare(right, "de", { numeric: true }));
      };
      for (const other of heads) other.removeAttribute("aria-sort");
      if (turn) head.setAttribute("aria-sort", turn);
      for (const item of turn ? [...items].sort(compare) : items) parent.insertBefore(item, end);
    };
    for (const head of items.length > 1 ? heads : []) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(head));
    }
  });

  // Memory: amounts come with the page, for a batch of one; activations grow with the batch.
  enhance(".rp-picker", (picker) => {
    const amounts = JSON.parse(picker.dataset.amounts);
    const { grouping } = picker.dataset;
    const form = picker.querySelector("form");
    const said = picker.querySelector(".rp-picker__said");
    const names = ["weights", "gradients", "optimizer_state", "activations"];
    const show = (spoken) => {
      const { batch, precision, optimizer } = form.elements;
      const size = whole(batch);
      mark(batch, Number.isNaN(size));
      if (Number.isNaN(size)) {
        said.textContent = `Die Batch-Größe ist eine ganze Zahl von 1 bis ${number(batch.dataset.high, grouping)}.`;
        return;
      }
      const parts = amounts[precision.value][optimizer.value].map(BigInt);
      parts[3] *= BigInt(size);
      const total = parts.reduce((sum, part) => sum + part);
      names.forEach((name, index) => {
        picker.querySelector(`[data-part="${name}"]`).textContent = bytes(parts[index], grouping);
        share(picker.querySelector(`[data-share="${name}"]`), parts[index], total, grouping);
      });
      const sum = bytes(total, grouping);
      picker.querySelector('[data-part="total"]').textContent = sum;
      said.textContent = spoken ? `Zusammen ${sum}.` : "";
    };
    form.addEventListener("input", () => show(true));
    form.addEventListener("submit", (event) => event.preventDefault());
    show(false); // the browser may have kept a choice
  });

  const share = (cell, part, total, grouping) => {
    cell.textContent = "–";
    if (!part) return;
    cell.textContent = part * 2000n < total ? "< 0,1\u00a0%" : `${decimal(part * 100n, total, 1, grouping)}\u00a0%`;
    const bar = document.createElement("span");
    bar.className = "rp-share__bar";
    bar.style.setProperty("--share", Number(part) / Number(total));
    cell.prepend(bar);
  };
})();
