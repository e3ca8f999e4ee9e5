(() => {
  "use strict";
  const language = document.documentElement.lang, said = document.body.dataset;
  const order = new Intl.Collator(language, { numeric: true });
  const plain = text => text.toLocaleLowerCase(language);
  const number = text => {
    const found = text.replace(/[\s\u00a0\u202f,](?=\d{3})/g, "").replace("\u2212", "-").match(/-?\d+([.,]\d+)?/);
    return found ? parseFloat(found[0].replace(",", ".")) : NaN;
  };
  const compare = (one, other) => {
    const [a, b] = [number(one), number(other)];
    return Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) : a - b;
  };
  for (const table of document.querySelectorAll("table.records, table.nulls, table.inputs, table.settings")) {
    const bodies = [...table.tBodies], rows = bodies.flatMap(body => [...body.rows]);
    if (rows.length < 8 || !table.tHead) continue;
    const label = document.createElement("label"), field = document.createElement("input");
    label.className = "filter";
    field.type = "search";
    label.append(said.filter + " ", field);
    (table.closest(".scroll") || table).before(label);
    field.addEventListener("input", () => {
      const asked = plain(field.value.trim());
      for (const row of rows) {
        row.hidden = !row.classList.contains("question") && !plain(row.textContent).includes(asked);
      }
    });
    if (bodies.length > 1 || table.classList.contains("nulls")) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach(each => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending");
        const by = head.classList.contains("n") ? compare : order.compare;
        const cell = row => row.cells[column].textContent.trim();
        bodies[0].append(...[...rows].sort((a, b) => turn * by(cell(a), cell(b))));
      });
    });
  }
})();
