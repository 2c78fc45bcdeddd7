// Everything works without this file; it saves clicks.
"use strict";

// Selects of the reader's preferences apply at once.
for (const form of document.querySelectorAll("form.prefs")) {
  form.addEventListener("change", () => form.requestSubmit());
  form.classList.add("live");
}

// Progress that comes without asking again: an element with data-events is drawn anew
// with what its address sends.
for (const place of document.querySelectorAll("[data-events]")) {
  const source = new EventSource(place.dataset.events);
  source.addEventListener("progress", (e) => {
    for (const [name, text] of Object.entries(JSON.parse(e.data))) {
      const cell = place.querySelector(`[data-value="${CSS.escape(name)}"]`);
      if (!cell) continue;
      if (cell.tagName === "PROGRESS") cell.value = Number(text);
      else cell.textContent = text;
    }
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
}

// Keys: / goes to the search.
document.addEventListener("keydown", (e) => {
  if (e.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
    e.preventDefault();
    document.querySelector(".ask input").focus();
  }
});
