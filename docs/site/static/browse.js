// Finds engagements in the list of browse.html. READOUTS comes from index.js.
"use strict";

// Letters that are the same in names, as `readouts.match.normal_name` has them.
const SAME = new Map([
  ...[..."أإآٱ"].map((letter) => [letter, "ا"]),
  ...Object.entries({ "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ё": "е", "ς": "σ", "ß": "ss" }),
  ...[..."'’‘‛`´ʼʻʿʾ′ˈـ.\"“”„«»"].map((letter) => [letter, ""]),
  ...[..."-‐‑‒–—―−_"].map((letter) => [letter, " "]),
]);
const ARABIC_MARK = /[\u0610-\u061a\u064b-\u065f\u0670]/u;
const LATIN_OR_ARABIC = /[A-Za-zÀ-ɏ\u0600-\u06ff]/u;

function normalName(text) {
  const kept = [];
  for (const letter of text.normalize("NFKC").toLowerCase()) {
    for (const plain of SAME.get(letter) ?? letter) {
      const base = Array.from(plain.normalize("NFD"))[0];
      if (/\p{Cf}/u.test(plain) || ARABIC_MARK.test(base)) continue;
      kept.push(LATIN_OR_ARABIC.test(base) ? base : plain);
    }
  }
  return kept.join("").split(/\s+/u).filter(Boolean).join(" ");
}

function start() {
  const form = document.querySelector(".finder");
  const list = document.querySelector("ol.engagements");
  const found = document.getElementById("found");
  const named = document.getElementById("named");
  const filters = [...form.querySelectorAll("select")];
  const items = [...list.children].map((item) => {
    const engagement = READOUTS.engagements[item.id];
    const names = engagement.actor.flatMap((actor) => READOUTS.actors[actor]);
    return { item, engagement, text: [engagement.words, ...names].join("\n") };
  });

  function show() {
    const words = normalName(form.q.value).split(" ").filter(Boolean);
    const chosen = filters.filter((filter) => filter.value !== "");
    let count = 0;
    for (const { item, engagement, text } of items) {
      item.hidden = !(
        chosen.every((filter) => engagement[filter.name].includes(filter.value)) &&
        words.every((word) => text.includes(word))
      );
      if (!item.hidden) count += 1;
    }
    found.textContent = `${count} of ${items.length} engagements`;
    showNames(words);
  }

  // Actors that are called so, each to choose as a filter.
  function showNames(words) {
    const called = words.length === 0 || form.actor.value !== "" ? [] :
      [...form.actor.options].filter((option) => option.value !== "" &&
        READOUTS.actors[option.value].some((name) => words.every((word) => name.includes(word))));
    const buttons = called.slice(0, 8).map((option) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = option.textContent;
      button.addEventListener("click", () => {
        form.actor.value = option.value;
        form.q.value = "";
        changed();
        form.actor.focus();
      });
      return button;
    });
    named.replaceChildren("Actors of that name: ", ...buttons);
    named.hidden = called.length === 0;
  }

  // What is asked for stands in the address, so that it can be kept, sent and come back to.
  function changed() {
    const asked = [...new FormData(form)].filter(([, value]) => value !== "");
    location.replace(`#${new URLSearchParams(asked)}`);
    show();
  }

  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    form.q.value = asked.get("q") ?? "";
    for (const filter of filters) {
      filter.value = asked.get(filter.name) ?? "";
      if (filter.selectedIndex === -1) filter.value = "";
    }
    show();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", changed);
  form.addEventListener("reset", () => setTimeout(changed));
  window.addEventListener("hashchange", read);
  window.addEventListener("pageshow", read); // after the browser has put back what fields held
  form.hidden = false;
  read();
}

start();
