// What makes a page that already works a little faster to work with. Nothing here is needed:
// every page and form does its work without JavaScript (docs/decisions/0006-utseende.md).
"use strict";

(() => {
  const STALE_AFTER_MINUTES = 10;

  // Controls that only work with JavaScript are hidden in the page, and shown by it.
  const reveal = (root) => {
    for (const control of root.querySelectorAll("[data-copy], [data-print]")) control.hidden = false;
  };

  const say = (button, sentence) => {
    const place = document.getElementById(button.dataset.said);
    if (place) place.textContent = sentence;
  };

  const copy = async (button) => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      say(button, "Kopierat.");
    } catch {
      // Not allowed, or no HTTPS: the text stands selected, for Ctrl+C.
      say(button, "Texten är markerad. Kopiera med Ctrl+C.");
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (!button) {
      // A click beside an open account menu closes it.
      for (const menu of document.querySelectorAll("details.account[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
    } else if ("print" in button.dataset) {
      window.print();
    } else {
      copy(button);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.account[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A second press on a button that is at work is no second form. (The server would not take it twice either.)
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "yes";
    // The answer may be a file, which leaves the page where it is.
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  const release = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  };
  window.addEventListener("pageshow", release);
  document.addEventListener("htmx:afterRequest", release);

  // A page fetched in place of another is read from its heading, as a page that was opened would be.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.detail.boosted) return;
    document.getElementById("innehall")?.focus();
    reveal(document);
  });

  // On paper nothing is folded away.
  window.addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("main details:not([open])")) {
      folded.dataset.folded = "yes";
      folded.open = true;
    }
  });
  window.addEventListener("afterprint", () => {
    for (const unfolded of document.querySelectorAll("details[data-folded]")) {
      unfolded.open = false;
      delete unfolded.dataset.folded;
    }
  });

  // An old page may show a responsibility that has changed hands: it says how old it is.
  const stale = document.getElementById("stale");
  if (stale) setTimeout(() => { stale.hidden = false; }, STALE_AFTER_MINUTES * 60 * 1000);

  // HTMX fails in silence; a nurse must know that nothing was saved.
  const lost = document.getElementById("connection");
  const tell = () => { if (lost) lost.hidden = false; };
  document.addEventListener("htmx:sendError", tell);
  document.addEventListener("htmx:timeout", tell);
  document.addEventListener("htmx:responseError", tell);
  document.addEventListener("htmx:beforeRequest", () => { if (lost) lost.hidden = true; });
  document.addEventListener("htmx:load", (event) => reveal(event.target));

  reveal(document);
})();
