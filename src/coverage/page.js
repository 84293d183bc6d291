// Pointing at a line shows the scenarios that reach it, and a click keeps it. A click on a scenario
// marks its lines.
"use strict";
const { scenarios, sets } = JSON.parse(document.getElementById("data").textContent);
const panel = document.querySelector(".panel");
const rows = [...document.querySelectorAll("tr[data-set]")];
let kept = null;
let chosen = null;

function element(tag, text, parent) {
    const made = document.createElement(tag);
    made.textContent = text;
    parent.append(made);
    return made;
}

function folder(label) {
    return label.includes("/") ? label.slice(0, label.lastIndexOf("/")) : "";
}

function show(row) {
    const set = sets[row.dataset.set];
    const [file, line] = row.id.split(":");
    panel.replaceChildren();
    element("h3", `${file}, line ${line}`, panel);
    element("p", set.length === 0 ? "No scenario reaches this line."
        : `${set.length} of ${scenarios.length} scenarios reach this line:`, panel);
    let list = null;
    let last = null;
    for (const index of set) {
        const label = scenarios[index];
        if (folder(label) !== last) {
            last = folder(label);
            if (last !== "")
                element("b", last, panel);
            list = element("ul", "", panel);
        }
        const item = element("li", label.slice(last === "" ? 0 : last.length + 1), list);
        item.classList.toggle("chosen", index === chosen);
        item.onclick = () => { choose(index === chosen ? null : index); show(row); };
    }
}

function choose(index) {
    chosen = index;
    for (const row of rows)
        row.classList.toggle("chosen", index !== null && sets[row.dataset.set].includes(index));
}

function keep(row) {
    if (kept !== null)
        kept.classList.remove("kept");
    kept = row === kept ? null : row;
    if (kept !== null)
        kept.classList.add("kept");
    show(row);
}

for (const row of rows) {
    row.onmouseenter = () => { if (kept === null) show(row); };
    row.onclick = () => keep(row);
}
