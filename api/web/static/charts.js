// Draws the dashboard's charts from the JSON in the page; each bar leads to the list behind it.
"use strict";

window.purveyCharts = (() => {
  const INK = "#22303c", SOFT = "#5a6875", LINE = "#e3e8ec";
  const ORDERS = "#0f6b74", INVOICES = "#c9800f", EXPECT = "#3b6ea5", BLAME = "#b4532a", BOOKS = "#6b5b95";
  const NARROW_PX = 720;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const charts = new Map();

  const read = () => JSON.parse(document.getElementById("drawn").textContent);
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const brief = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
  const tenth = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

  // Texts reach the page as text nodes only, never as markup.
  function told(title, rows) {
    const box = document.createElement("div");
    box.className = "told";
    const head = box.appendChild(document.createElement("strong"));
    head.textContent = title;
    for (const [label, value] of rows) {
      const row = box.appendChild(document.createElement("span"));
      row.appendChild(document.createElement("span")).textContent = label;
      row.appendChild(document.createElement("b")).textContent = value;
    }
    return box;
  }

  function draw(id, option, follow) {
    const place = document.getElementById(id);
    if (!place) return;
    let chart = charts.get(id);
    if (!chart || chart.getDom() !== place) {
      chart?.dispose();
      chart = echarts.init(place, null, { renderer: "canvas" });
      charts.set(id, chart);
      chart.on("click", (event) => { const link = chart.follow(event); if (link) location.href = link; });
    }
    chart.follow = follow;
    chart.setOption({
      animation: !calm, animationDuration: 250, animationDurationUpdate: 180,
      textStyle: { fontFamily: "Inter, system-ui, sans-serif", color: INK },
      ...option,
      tooltip: { className: "tip", confine: true, axisPointer: { type: "shadow", shadowStyle: { color: "rgba(15,107,116,.07)" } }, trigger: "axis", ...option.tooltip },
    }, { replaceMerge: ["xAxis", "yAxis", "grid", "series", "title"] });
  }

  const category = (names, more) => ({ type: "category", data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: "#c3ccd4" } }, axisLabel: { color: SOFT, fontSize: 11.5 }, ...more });
  const value = (more) => ({ type: "value", splitNumber: 4, splitLine: { lineStyle: { color: LINE } }, axisLabel: { color: SOFT, fontSize: 11.5, hideOverlap: true, formatter: (number) => brief.format(number) }, ...more });

  function months({ months: rows, currency }) {
    const narrow = document.getElementById("months").clientWidth < NARROW_PX;
    const names = rows.map((row) => row.name);
    const panel = (number, id) => ({ id: `${id}${number}`, xAxisIndex: number, yAxisIndex: number, type: "bar", barMaxWidth: 16, barGap: "10%", cursor: "pointer" });
    const label = (text, where) => ({ text, ...where, textStyle: { fontSize: 12, fontWeight: 600, color: SOFT } });
    const right = narrow ? { left: 8, right: 28, top: "58%", bottom: 8 } : { left: "52%", right: 28, top: 44, bottom: 8 };
    const left = narrow ? { left: 8, right: 12, top: 44, bottom: "54%" } : { left: 8, right: "50%", top: 44, bottom: 8 };
    draw("months", {
      title: [label("How many", { id: "count", left: 8, top: 2 }), label(`Worth, ${currency}`, { id: "worth", ...(narrow ? { left: 8, top: "50%" } : { left: "52%", top: 2 }) })],
      legend: { top: 0, right: 8, itemWidth: 12, itemHeight: 12, textStyle: { color: INK }, data: ["orders issued", "invoices captured"] },
      grid: [{ id: "left", ...left, containLabel: true }, { id: "right", ...right, containLabel: true }],
      xAxis: [category(names, { id: "x0", gridIndex: 0 }), category(names, { id: "x1", gridIndex: 1 })],
      yAxis: [value({ id: "y0", gridIndex: 0, minInterval: 1 }), value({ id: "y1", gridIndex: 1 })],
      series: [
        { ...panel(0, "orders"), name: "orders issued", color: ORDERS, data: rows.map((row) => row.orders) },
        { ...panel(0, "invoices"), name: "invoices captured", color: INVOICES, data: rows.map((row) => row.invoices) },
        { ...panel(1, "orders"), name: "orders issued", color: ORDERS, data: rows.map((row) => Number(row.order_value)) },
        { ...panel(1, "invoices"), name: "invoices captured", color: INVOICES, data: rows.map((row) => Number(row.invoice_value)) },
      ],
      tooltip: { formatter: ([first]) => {
        const row = rows[first.dataIndex];
        return told(row.name, [
          ["orders issued", whole.format(row.orders)], ["worth", `${exact.format(row.order_value)} ${currency}`],
          ["invoices captured", whole.format(row.invoices)], ["worth", `${exact.format(row.invoice_value)} ${currency}`],
        ]);
      } },
    }, (event) => rows[event.dataIndex][event.seriesName.startsWith("orders") ? "orders_link" : "invoices_link"]);
  }

  function bars(id, rows, colour, label, format) {
    document.getElementById(id).hidden = !rows.length;
    if (!rows.length) return;
    const shown = rows.slice().reverse();
    draw(id, {
      grid: { id: "grid", left: 8, right: 64, top: 4, bottom: 4, containLabel: true },
      xAxis: value({ id: "x" }),
      yAxis: category(shown.map((row) => row.name), { id: "y", axisLabel: { color: INK, fontSize: 12, width: 170, overflow: "truncate" } }),
      series: [{ id: "bars", type: "bar", color: colour, barMaxWidth: 22, cursor: "pointer", data: shown.map((row) => Number(row.value)),
        label: { show: true, position: "right", color: INK, fontSize: 12, formatter: ({ value: number }) => brief.format(number) } }],
      tooltip: { formatter: ([first]) => {
        const row = shown[first.dataIndex];
        return told(row.name, [[label, format(row.value)], ["behind it", row.note]]);
      } },
    }, (event) => shown[event.dataIndex].link);
  }

  function legs(rows) {
    document.getElementById("legs").hidden = !rows.length;
    if (!rows.length) return;
    const shown = rows.slice().reverse();
    const series = (name, colour, key) => ({ id: key, name, type: "bar", color: colour, barMaxWidth: 13, cursor: "pointer", data: shown.map((row) => Number(row[key])),
      label: { show: true, position: "right", color: INK, fontSize: 11, formatter: ({ value: number }) => tenth.format(number) } });
    draw("legs", {
      legend: { top: 0, right: 8, itemWidth: 12, itemHeight: 12, textStyle: { color: INK }, data: ["half within", "nine of ten within"] },
      grid: { id: "grid", left: 8, right: 56, top: 28, bottom: 4, containLabel: true },
      xAxis: value({ id: "x" }),
      yAxis: category(shown.map((row) => row.name), { id: "y", axisLabel: { color: INK, fontSize: 12 } }),
      series: [series("nine of ten within", "#5f979f", "nine"), series("half within", ORDERS, "half")],
      tooltip: { formatter: ([first]) => {
        const row = shown[first.dataIndex];
        return told(row.name, [["half within", `${tenth.format(row.half)} days`], ["nine of ten within", `${tenth.format(row.nine)} days`], ["done", whole.format(row.ended)]]);
      } },
    }, (event) => shown[event.dataIndex].link);
  }

  function show() {
    const drawn = read();
    const money = (amount) => `${exact.format(amount)} ${drawn.currency}`;
    months(drawn);
    bars("facilities", drawn.facilities, EXPECT, "still open", money);
    bars("holds", drawn.holds, BLAME, "holds", (count) => whole.format(count));
    bars("grir", drawn.grir, BOOKS, "balance", money);
    legs(drawn.legs);
  }

  function fit() {
    for (const chart of charts.values()) chart.resize();
    if (document.getElementById("drawn")) months(read());
  }

  // Where a bar stands in its chart, in pixels.
  function place(id, index) {
    const chart = charts.get(id);
    const amount = chart?.getOption().series[0].data[index];
    if (amount === undefined) return null;
    const [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [amount / 2, index]);
    return { x, y };
  }

  return { show, fit, place };
})();
