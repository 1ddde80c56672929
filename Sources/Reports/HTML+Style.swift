/// The look of a report, on a screen, on a phone, in the dark and on paper; nothing of it is fetched.
extension HTML {
  static let style: HTML = """
    :root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #555; --line: #ccc; --tint: #f6f6f6; --link: #0b57a4;
      --pass: #00664a; --warn: #8a5300; --fail: #a4003b; }
    @media screen and (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #16181b; --soft: #b5b5b5; --line: #4a4a4a;
      --tint: #22252a; --link: #8ec1ff; --pass: #5fd3ad; --warn: #f0b45a; --fail: #ff8fae; } }
    body { font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
      max-width: 76rem; padding: 0 1rem; overflow-wrap: break-word; }
    h1, h2, h3 { line-height: 1.2; margin: 2rem 0 .6rem; } h1 { margin-top: 0; } a { color: var(--link); }
    nav ul { columns: 14rem; padding-left: 1.2rem; } .summary li { margin: .3rem 0; }
    .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 15px; margin: .8rem 0; font-variant-numeric: tabular-nums; }
    th, td { padding: .3rem .45rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
    th:first-child { text-align: left; position: sticky; left: 0; background: var(--paper); }
    thead th { border-bottom: 2px solid var(--soft); vertical-align: bottom; }
    th button { font: inherit; font-weight: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: inherit; cursor: pointer; }
    th[aria-sort="ascending"] button::after { content: " ▲"; } th[aria-sort="descending"] button::after { content: " ▼"; }
    td.words { text-align: left; white-space: normal; min-width: 16rem; }
    table:has(td.words) :is(th, td) { text-align: left; } td.words:not(:last-child) { min-width: 0; white-space: nowrap; }
    figure { margin: 1.6rem 0; } figure img { width: 100%; height: auto; border: 1px solid var(--line); cursor: zoom-in; background: #fff; }
    figure.large { position: fixed; inset: 0; margin: 0; z-index: 1; overflow: auto; background: var(--paper); }
    figure.large img { width: max(100%, 1500px); max-width: none; cursor: zoom-out; }
    figcaption { color: var(--soft); } code, pre { font: 14px/1.45 "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
    pre { background: var(--tint); padding: 1rem; white-space: pre-wrap; } pre.settings { font-size: 12px; } small { color: var(--soft); }
    td code { overflow-wrap: normal; } dt { font-weight: 600; } dd { margin: 0 0 .4rem 1.2rem; }
    .pass { color: var(--pass); } .warn { color: var(--warn); font-weight: 600; } .fail { color: var(--fail); font-weight: 700; }
    @media (max-width: 600px) { body { margin: 1rem auto; } h1 { font-size: 1.4rem; } table { font-size: 13px; }
      th:first-child { min-width: 8rem; max-width: 10rem; white-space: normal; } }
    @media print { @page { size: A4; margin: 1.2cm; } body { font-size: 9pt; line-height: 1.35; margin: 0; max-width: none; padding: 0; }
      nav { display: none; } h1, h2, h3 { margin: .6rem 0 .3rem; break-after: avoid; } h2 { font-size: 11pt; } h3 { font-size: 9.5pt; }
      table { font-size: 6.5pt; line-height: 1.15; margin: .2rem 0; }
      th, td { padding: .05rem .2rem; white-space: normal; } th:first-child { position: static; } .wide { overflow: visible; }
      td.words { min-width: 0; white-space: normal; } tr, figure { break-inside: avoid; } figure { margin: .3rem 0; text-align: center; }
      figure img { width: auto; max-width: 100%; max-height: 8.1cm; border: 0; } figcaption { font-size: 8pt; }
      figure.one-of-several { display: inline-block; width: 49%; vertical-align: top; }
      code, pre { font-size: 7pt; } pre.settings { font-size: 4.5pt; line-height: 1; columns: 6; column-gap: .3rem; margin: 0; padding: 0; } p { margin: .2rem 0; }
      dl { columns: 3; font-size: 6.5pt; margin: 0; } dt { float: left; margin-right: .3rem; } dd { margin: 0; break-inside: avoid; } }
    """

  /// Sorts a table by a column whose heading is pressed, and shows a picture large. Without it the page is whole too.
  static let script: HTML = """
    for (const table of document.querySelectorAll("table")) {
      const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
      if (body.rows.length > 1) heads.forEach((head, column) => {
        const button = document.createElement("button");
        button.append(...head.childNodes); head.append(button);
        button.onclick = () => {
          const up = head.ariaSort !== "ascending", text = row => row.cells[column].textContent.trim();
          const number = row => parseFloat(text(row).replaceAll(",", "").replaceAll("−", "-"));
          for (const other of heads) other.removeAttribute("aria-sort");
          head.ariaSort = up ? "ascending" : "descending";
          const order = (a, b) => {
            const difference = number(a) - number(b);
            return Number.isNaN(difference) ? text(a).localeCompare(text(b)) : difference;
          };
          body.append(...[...body.rows].sort((a, b) => up ? order(a, b) : order(b, a)));
        };
      });
    }
    for (const box of document.querySelectorAll(".wide")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    for (const image of document.querySelectorAll("figure img")) image.onclick = () => image.parentNode.classList.toggle("large");
    document.onkeydown = key => {
      if (key.key === "Escape") document.querySelectorAll(".large").forEach(figure => figure.classList.remove("large"));
    };
    """
}
