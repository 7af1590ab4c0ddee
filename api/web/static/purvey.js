// Draws the dashboard's charts from the answers in the page, again after each move of the slider.
"use strict";

window.purvey = (() => {
  const COLOURS = ["#0b6e75", "#d98a3d", "#5b7db1", "#8a5a9e"];
  const charts = {};
  let stops = [];

  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const slider = () => document.getElementById("day");
  const stop = () => stops[Number(slider().value)];
  const words = (name) => String(name).replaceAll("_", " ");

  function draw(id, option, follow) {
    const place = document.getElementById(id);
    if (!charts[id]) {
      charts[id] = echarts.init(place, null, { renderer: "svg" });
      charts[id].on("click", (event) => { location.href = follow(event.name, event); });
    }
    charts[id].setOption({ color: COLOURS, animationDuration: 200, tooltip: { trigger: "axis" },
      grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true }, ...option });
  }

  function list(table, filters) {
    return `/lists/${table}?${new URLSearchParams({ ...filters, as_of: read("answers").position })}`;
  }

  function months(answers) {
    const names = [...new Set([...answers.orders_by_month, ...answers.invoices_by_month].map((row) => row.month))].sort();
    const column = (rows, key) => names.map((month) => Number((rows.find((row) => row.month === month) || {})[key] || 0));
    draw("months", {
      legend: { top: 0, right: 0 },
      xAxis: { type: "category", data: names },
      yAxis: [{ type: "value" }, { type: "value", name: answers.currency, splitLine: { show: false } }],
      series: [
        { name: "orders issued", type: "bar", data: column(answers.orders_by_month, "orders") },
        { name: "invoices captured", type: "bar", data: column(answers.invoices_by_month, "invoices") },
        { name: "order value", type: "line", yAxisIndex: 1, data: column(answers.orders_by_month, "amount") },
        { name: "invoice value", type: "line", yAxisIndex: 1, data: column(answers.invoices_by_month, "amount") },
      ],
    }, () => list("purchase_orders", {}));
  }

  function bars(id, rows, name, value, follow) {
    const shown = rows.slice(0, 12).reverse();
    draw(id, {
      xAxis: { type: "value" },
      yAxis: { type: "category", data: shown.map((row) => words(row[name])) },
      series: [{ type: "bar", data: shown.map((row) => Number(row[value])) }],
    }, (label, event) => follow(shown[event.dataIndex]));
  }

  function cycles(rows) {
    draw("cycles", {
      legend: { top: 0, right: 0 },
      xAxis: { type: "category", data: rows.map((row) => words(row.leg)), axisLabel: { interval: 0, fontSize: 10 } },
      yAxis: { type: "value" },
      series: [
        { name: "half within", type: "bar", data: rows.map((row) => Number(row.days_p50)) },
        { name: "nine of ten within", type: "bar", data: rows.map((row) => Number(row.days_p90)) },
      ],
    }, (label, event) => list("cycle_times", { leg: rows[event.dataIndex].leg }));
  }

  function show() {
    const answers = read("answers");
    document.getElementById("moment").textContent =
      `${stop().day} (position ${Number(answers.position).toLocaleString("en")})`;
    months(answers);
    bars("facilities", answers.open_value_by_facility, "facility", "open_value",
      (row) => list("purchase_orders", { facility: row.facility }));
    bars("holds", answers.holds_by_kind, "kind", "holds",
      (row) => list("invoice_holds", { kind: row.kind, state: "open" }));
    bars("grir", answers.grir_by_facility, "facility", "balance",
      (row) => list("grir_balances", { facility: row.facility, open: "true" }));
    cycles(answers.cycle_times_by_leg);
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!slider()) return;
    stops = read("stops");
    const position = Number(read("answers").position);
    const index = stops.findLastIndex((each) => Number(each.position) <= position);
    slider().value = Math.max(index, 0);
    show();
    document.body.addEventListener("htmx:after:swap", () => { if (document.getElementById("answers")) show(); });
    window.addEventListener("resize", () => Object.values(charts).forEach((chart) => chart.resize()));
  });

  return { position: () => stop().position };
})();
