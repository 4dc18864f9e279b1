// Turns <figure data-chart="bars" data-source data-library> into a live chart on wide screens.
// The server's drawing stays for everyone else, and the table below is the truth for all.
(() => {
  const figures = [...document.querySelectorAll("figure[data-chart]")];
  if (!figures.length || !matchMedia("(min-width: 768px)").matches) return;
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--ls-${name}`).trim();
  const yuan = (minor) => (minor / 100).toLocaleString("en", { minimumFractionDigits: 2 });
  const words = () => ({ color: token("ink"), fontFamily: token("font"), fontSize: 14 });

  const bars = ({ bars: months }) => ({
    animation: false,
    tooltip: {
      trigger: "axis", renderMode: "richText", axisPointer: { type: "none" }, textStyle: words(),
      backgroundColor: token("surface"), borderColor: token("rule"),
      formatter: ([one]) => `${one.name}\n${yuan(one.value)}`,
    },
    grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
    xAxis: {
      type: "category", data: months.map((month) => month.label), axisLabel: words(),
      axisLine: { lineStyle: { color: token("rule") } }, axisTick: { show: false },
    },
    yAxis: { type: "value", axisLabel: { ...words(), formatter: yuan }, splitLine: { lineStyle: { color: token("line") } } },
    series: [{ type: "bar", barMaxWidth: 48, itemStyle: { color: token("gift") }, data: months.map((month) => month.minor) }],
  });

  const enhance = (figure) => {
    const facts = JSON.parse(document.getElementById(figure.dataset.source).textContent);
    const drawing = figure.querySelector("svg");
    const stage = document.createElement("div");
    stage.className = "chart-live";
    stage.setAttribute("aria-hidden", "true");
    figure.append(stage);
    const chart = echarts.init(stage, null, { renderer: "svg" });
    const draw = () => chart.setOption(bars(facts), true);
    draw();
    drawing.classList.add("visually-hidden");
    addEventListener("resize", () => chart.resize());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  };
  const library = document.createElement("script");
  library.src = figures[0].dataset.library;
  library.addEventListener("load", () => figures.forEach(enhance));
  document.head.append(library);
})();
