// The time slider: drags the whole dashboard through the days of history.
// It names the moment in the address, so that reload and links stay there, follows what happens
// while it stands at now, and says in words when the server does not answer.
"use strict";

(() => {
  const ADDRESS_MS = 250; // Browsers refuse an address that changes many times a second.
  const THUMB_PX = 20;
  const LINE_PX = 38; // where the slider's line lies, from the top of its track
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const number = new Intl.NumberFormat("en");
  const at = (id) => document.getElementById(id);
  let stops = [];
  let head = null; // of the log when the figures were last asked for
  let waiting = 0;
  let pinned = null; // the position in the address that is not the end of a day, until the slider moves

  const place = () => Number(at("day").value);
  const last = () => stops.length - 1;
  const isNow = () => place() === last() && pinned === null;
  const words = (stop) => day.format(new Date(`${stop[0]}T00:00:00Z`));

  function say(text) {
    const notice = at("notice");
    notice.replaceChildren();
    if (!text) return;
    const line = notice.appendChild(document.createElement("p"));
    line.className = "warn";
    line.textContent = text;
  }

  // What can be told at once, before the server answers.
  function tell() {
    const stop = stops[place()];
    at("shown").textContent = words(stop);
    at("how").textContent = isNow() ? "Now; the last fact is of" : `As it was ${pinned === null ? "at the end" : "in the course"} of`;
    at("position").textContent = `position ${number.format(pinned ?? stop[1])}`;
    at("day").setAttribute("aria-valuetext", words(stop));
    at("as_of").value = pinned ?? stop[1];
    at("as_of").disabled = isNow();
    at("earlier").disabled = place() === 0;
    at("later").disabled = at("now").disabled = isNow();
    requestAnimationFrame(activity);
  }

  function move(index) {
    at("day").value = Math.min(Math.max(index, 0), last());
    moved();
  }

  function moved() {
    pinned = null;
    tell();
    htmx.trigger(at("day"), "moved");
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(null, "", address()), ADDRESS_MS);
  }

  function address() {
    const fields = new URLSearchParams(new FormData(at("time")));
    return fields.size ? `/?${fields}` : "/";
  }

  // A bar for each day, by the number of facts, and the years below; square roots keep small days visible.
  function activity() {
    const canvas = at("activity"), ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight, base = LINE_PX;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const paint = canvas.getContext("2d");
    paint.scale(ratio, ratio);
    const step = (width - THUMB_PX) / Math.max(last(), 1);
    const busy = stops.map((stop) => stop[2]).sort((one, other) => one - other);
    const most = Math.sqrt(busy[Math.floor(busy.length * 0.98)] || 1); // Days of set-up would dwarf all others.
    stops.forEach((stop, index) => {
      const tall = Math.max(Math.min(Math.sqrt(stop[2]) / most, 1) * (base - 4), 1);
      paint.fillStyle = index <= place() ? "#0f6b74" : "#c9d3da";
      paint.fillRect(THUMB_PX / 2 + index * step - Math.max(step * 0.4, 0.5), base - 2 - tall, Math.max(step * 0.8, 1), tall);
    });
    paint.fillStyle = "#5a6875";
    paint.font = "11px Inter, system-ui, sans-serif";
    let free = 0;
    stops.forEach((stop, index) => {
      const month = stop[0].slice(0, 7), before = index ? stops[index - 1][0].slice(0, 7) : "";
      const x = THUMB_PX / 2 + index * step;
      if (month === before || x < free) return;
      const newYear = month.slice(0, 4) !== before.slice(0, 4);
      const text = newYear ? month.slice(0, 4) : new Date(`${month}-01T00:00:00Z`).toLocaleString("en", { month: "short", timeZone: "UTC" });
      const wide = paint.measureText(text).width;
      if (x + wide > width) return;
      paint.fillText(text, x, height - 4);
      free = x + wide + 14;
    });
  }

  function take() {
    const told = at("stops");
    if (told) {
      const given = JSON.parse(told.textContent);
      const followed = stops.length === 0 || isNow();
      stops = given.days;
      at("day").max = last();
      if (followed) at("day").value = given.place;
    }
    tell();
    purveyCharts.show();
  }

  function start() {
    if (!at("time")) return;
    const { place: given, days } = JSON.parse(at("stops").textContent);
    const asked = at("as_of").disabled ? null : Number(at("as_of").value);
    if (asked !== null && (asked !== days[given][1] || given === days.length - 1)) pinned = asked;
    take();
    at("day").addEventListener("input", moved);
    at("earlier").addEventListener("click", () => move(place() - 1));
    at("later").addEventListener("click", () => move(place() + 1));
    at("now").addEventListener("click", () => move(last()));
    at("time").addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("resize", () => { activity(); purveyCharts.fit(); });
    document.fonts?.ready.then(() => { activity(); purveyCharts.fit(); });
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".back")) return;
      event.preventDefault();
      move(last());
    });
  }

  // While now is shown, the figures follow the log.
  function follow(told) {
    const came = told?.dataset.head;
    if (head !== null && came !== head && isNow()) htmx.trigger(at("day"), "moved");
    head = came ?? head;
  }

  document.addEventListener("htmx:before:swap", (event) => {
    const response = event.detail.ctx.response;
    if (!response || response.status < 400 || response.headers.has("HX-Retarget")) return;
    event.preventDefault();
    say(`Purvey answered with an error (${response.status}). The figures below are those from before.`);
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    if (!ctx.response || ctx.response.status >= 400) return;
    const source = ctx.request.action;
    if (source.startsWith("/figures")) {
      say("");
      take();
    } else if (source.startsWith("/lag")) {
      const wasSilent = at("notice").childElementCount > 0;
      follow(document.querySelector("#lag-told [data-head]"));
      if (wasSilent) htmx.trigger(at("day"), "moved");
    } else if (at("time")) {
      start();
    }
  });

  document.addEventListener("htmx:error", () => {
    say("Purvey does not answer; this page asks again by itself. The figures below are those from before.");
  });

  document.addEventListener("DOMContentLoaded", start);
})();
