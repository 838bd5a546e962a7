// Runs in an empty page of the site's origin: puts all pages of the site into it, one after another.
async ({ start, style, changed }) => {
  const fetched = async (address) =>
    new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");

  // In the order of the navigation: each page names the next.
  const pages = [];
  for (let address = start; address; ) {
    const page = await fetched(address);
    pages.push({ address, page, name: `s${pages.length + 1}` });
    const next = page.querySelector("link[rel=next]");
    address = next && new URL(next.getAttribute("href"), address).href;
  }
  const names = new Map(pages.map(({ address, name }) => [address, name]));

  for (const link of pages[0].page.querySelectorAll("link[rel=stylesheet]")) {
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href: new URL(link.getAttribute("href"), start).href });
    document.head.append(sheet);
    await new Promise((loaded) => sheet.addEventListener("load", loaded));
  }
  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  document.body.dataset.mdColorScheme = "default";
  document.body.dataset.mdColorPrimary = "custom";

  // Ids are unique within a page; here they get the page's name before them.
  const own = (article, address, name) => {
    const unwanted = ".headerlink, .rp-download, .md-source-file, .md-content__button, script, .md-button";
    article.querySelectorAll(unwanted).forEach((element) => element.remove());
    // What readers unfold themselves stays folded: calculations of a table's rows, solutions.
    article.querySelectorAll("details:not([class*=rp-])").forEach((one) => {
      one.open = !one.closest(".rp-model, .rp-output");
    });
    for (const element of article.querySelectorAll("[id]")) element.id = `${name}-${element.id}`;
    for (const attribute of ["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"]) {
      for (const element of article.querySelectorAll(`[${attribute}]`)) {
        const ids = element.getAttribute(attribute).split(/\s+/);
        element.setAttribute(attribute, ids.map((id) => `${name}-${id}`).join(" "));
      }
    }
    for (const image of article.querySelectorAll("img[src]")) {
      image.src = new URL(image.getAttribute("src"), address).href;
      image.loading = "eager";
    }
    for (const link of article.querySelectorAll("a[href]")) {
      const target = new URL(link.getAttribute("href"), address);
      const page = names.get(target.origin + target.pathname);
      if (page) link.setAttribute("href", target.hash ? `#${page}-${target.hash.slice(1)}` : `#${page}`);
      else if (target.origin === location.origin) link.removeAttribute("href");
    }
    return article;
  };

  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const title = text(pages[0].page.querySelector(".md-header__topic"));
  const add = (parent, tag, content = "", attributes = {}) => {
    const element = Object.assign(document.createElement(tag), { textContent: content });
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent.append(element);
    return element;
  };

  document.title = title;
  const cover = add(document.body, "header", "", { class: "pdf-cover" });
  add(cover, "img", "", { src: new URL("assets/logo.svg", start).href, alt: "" });
  add(cover, "p", title, { class: "pdf-title" });
  add(cover, "p", pages[0].page.querySelector("meta[name=description]")?.content ?? "");
  const day = new Date(changed).toLocaleDateString("de-DE", { dateStyle: "long", timeZone: "UTC" });
  add(cover, "p", `Stand: ${day}`, { class: "pdf-day" });
  const contents = add(document.body, "nav", "", { class: "pdf-contents md-typeset" });
  add(contents, "h1", "Inhalt");
  const list = add(contents, "ol");
  const entry = (heading, level) => {
    const item = add(list, "li", "", { class: `pdf-${level}` });
    const link = add(item, "a", "", { href: `#${heading.id}` });
    add(link, "span", text(heading));
    add(link, "span", "0", { class: "pdf-page", "data-of": heading.id });
  };

  // The head of a page names its lecture: a kind of page for each.
  const look = 'color: #56605c; font: 8.5pt "Rechenprobe Text", serif';
  const heads = document.head.appendChild(document.createElement("style"));
  for (const { address, page, name } of pages) {
    const article = own(page.querySelector(".md-content__inner"), address, name);
    const section = add(document.body, "section", "", { class: "pdf-page-of-site md-content" });
    const heading = article.querySelector("h1");
    heading.id = name;
    section.style.page = name;
    const words = JSON.stringify(text(heading));
    if (text(heading) !== title) heads.textContent += `@page ${name} { @top-right { content: ${words}; ${look} } }`;
    for (const one of article.querySelectorAll("h1, h2")) if (one.id) entry(one, one.localName);
    section.append(document.adoptNode(article));
  }

  window.fillIn = (numbers) => {
    for (const place of document.querySelectorAll(".pdf-page")) {
      place.textContent = numbers[place.dataset.of] ?? "";
    }
  };
  return title;
}
