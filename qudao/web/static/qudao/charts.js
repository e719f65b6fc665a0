// Charts: the plain description in the figure becomes an ECharts drawing in the page's own colours; the table behind it stays.
let engine;
const drawn = new Map();

function loadEngine(address) {
  engine ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(globalThis.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return engine;
}

function tokens() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(`--qd-${name}`).trim();
  return {
    azurite: value("azurite"), malachite: value("malachite"), ochre: value("ochre-fill"), violet: value("violet"), other: value("series-2"),
    ink: value("ink"), ink2: value("ink-2"), ink3: value("ink-3"), line: value("line"), line2: value("line-2"), surface: value("surface"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

const stripes = (colour) => ({ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: Math.PI / 4, color: colour });

function itemStyle(series, look) {
  const colour = look[series.hue] ?? look.azurite;
  if (!series.hatched) return { color: colour, borderRadius: 2 };
  return { color: look.surface, decal: stripes(colour), borderColor: colour, borderWidth: 1, borderRadius: 2 };
}

// Which marks bear their amount: all while there is room, else the largest and the last one that is not empty.
function labelled(series, all) {
  if (all) return () => true;
  const largest = series.values.indexOf(Math.max(...series.values));
  const last = series.values.findLastIndex((value) => value);
  return (index) => index === largest || index === last;
}

function seriesOf(spec, look, width) {
  const stacked = spec.kind === "stack";
  const all = spec.horizontal || width / (spec.categories.length * spec.series.length) >= 56;
  return spec.series.map((series) => ({
    name: series.name, data: series.values.map((value, index) => (spec.running && index === series.values.length - 1 ? { value, itemStyle: itemStyle({ ...series, hatched: true }, look) } : value)), type: spec.kind === "line" ? "line" : "bar",
    stack: stacked ? "all" : undefined, barMaxWidth: 40, symbol: "circle", symbolSize: 8,
    itemStyle: itemStyle(series, look),
    lineStyle: { width: 2, color: look[series.hue] ?? look.azurite, type: series.dashed ? "dashed" : "solid" },
    label: { show: true, formatter: wording(series, labelled(series, all)), position: stacked ? "inside" : spec.horizontal ? "right" : "top", color: stacked && !series.hatched ? look.surface : look.ink2, fontSize: 12, fontFamily: look.font, textBorderWidth: 0 },
  }));
}

// The words that the page has formatted for its reader, in place of bare numbers.
function wording(series, isShown) {
  return ({ dataIndex, value }) => (isShown(dataIndex) && value ? series.labels?.[dataIndex] ?? value : "");
}

function optionOf(spec, look, width) {
  const text = { color: look.ink3, fontSize: 12, fontFamily: look.font };
  const names = { type: "category", data: spec.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: look.line2 } }, axisLabel: { ...text, interval: width / spec.categories.length >= 40 ? 0 : "auto" }, inverse: Boolean(spec.horizontal) };
  const worded = spec.series.some((series) => series.labels);  // then the marks speak, and no axis is needed
  const values = { type: "value", show: !worded, axisLabel: text, splitLine: { show: !worded, lineStyle: { color: look.line } }, name: worded ? "" : spec.unit, nameTextStyle: text, nameLocation: "end" };
  const several = spec.series.length > 1;
  return {
    animation: false, backgroundColor: "transparent", textStyle: { fontFamily: look.font },
    aria: { enabled: false, decal: { show: Boolean(spec.running) || spec.series.some((series) => series.hatched) } },
    grid: { left: 4, right: spec.horizontal && worded ? 72 : 12, top: several ? 36 : 28, bottom: 4, containLabel: true },
    legend: { show: several, top: 0, left: 0, itemWidth: 12, itemHeight: 8, itemGap: 16, textStyle: text, icon: "roundRect" },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, formatter: worded ? (marks) => [marks[0].name, ...marks.map((mark) => `${mark.seriesName} ${spec.series[mark.seriesIndex].labels?.[mark.dataIndex] ?? mark.value}`)].join("\n") : undefined, backgroundColor: look.surface, borderColor: look.line2, textStyle: { color: look.ink, fontSize: 12, fontFamily: look.font } },
    xAxis: spec.horizontal ? values : names, yAxis: spec.horizontal ? names : values,
    series: seriesOf(spec, look, width),
  };
}

async function draw(figure) {
  const echarts = await loadEngine(figure.dataset.engine);
  const spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const canvas = figure.querySelector(".canvas");
  const chart = drawn.get(figure)?.chart ?? echarts.init(canvas, null, { renderer: "canvas" });
  if (!drawn.has(figure)) {
    figure.querySelector("[data-numbers]")?.removeAttribute("open");
    new ResizeObserver(() => { chart.resize(); chart.setOption(optionOf(spec, tokens(), canvas.clientWidth), true); }).observe(canvas);
  }
  drawn.set(figure, { chart });
  chart.setOption(optionOf(spec, tokens(), canvas.clientWidth), true);
}

export function drawCharts(root) {
  drawn.forEach((_, figure) => { if (!figure.isConnected) drawn.delete(figure); });
  root.querySelectorAll("[data-chart]").forEach(draw);
}

document.documentElement.addEventListener("qd:theme", () => drawn.forEach((_, figure) => draw(figure)));
