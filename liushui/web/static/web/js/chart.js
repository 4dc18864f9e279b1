// Turns <figure data-chart data-source data-library> into a live chart on wide screens.
// The server's drawing stays for everyone else, and the table below is the truth for all.
(() => {
  const figures = [...document.querySelectorAll("figure[data-chart]")];
  if (!figures.length || !matchMedia("(min-width: 768px)").matches) return;
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--ls-${name}`).trim();
  const colour = (stage) => token(stage === "pass" ? "gift" : stage);
  const yuan = (minor) => (minor / 100).toLocaleString("en", { minimumFractionDigits: 2 });
  const words = () => ({ color: token("ink"), fontFamily: token("font"), fontSize: 15 });
  const tip = () => ({ renderMode: "richText", backgroundColor: token("surface"), borderColor: token("rule"), textStyle: words() });

  const sankey = ({ places, links }) => {
    const label = Object.fromEntries(places.map((place) => [place.key, place.label]));
    const say = ({ dataType, data }) => dataType === "edge"
      ? `${label[data.source]} → ${label[data.target]}\n${yuan(data.value)}`
      : `${label[data.name]}\n${yuan(data.minor)}`;
    return {
      tooltip: { ...tip(), formatter: say },
      series: [{
        type: "sankey", layoutIterations: 0, nodeWidth: 10, nodeGap: 22, left: 8, right: 190, top: 40, bottom: 12,
        draggable: false, emphasis: { focus: "adjacency" },
        label: { ...words(), formatter: ({ data }) => `${label[data.name]}\n${yuan(data.minor)}`, lineHeight: 18 },
        data: places.map(({ key, stage, minor, column }) => ({ name: key, minor, depth: column, itemStyle: { color: colour(stage) } })),
        links: links.map(({ source, target, minor, stage }) => ({ source, target, value: minor, lineStyle: { color: colour(stage), opacity: 0.34 } })),
      }],
    };
  };
  const bars = ({ bars: months }) => ({
    tooltip: { ...tip(), trigger: "axis", formatter: ([one]) => `${one.name}\n${yuan(one.value)}` },
    grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: months.map((month) => month.label), axisLabel: words(), axisLine: { lineStyle: { color: token("rule") } } },
    yAxis: { type: "value", axisLabel: { ...words(), formatter: yuan }, splitLine: { lineStyle: { color: token("line") } } },
    series: [{ type: "bar", barMaxWidth: 48, itemStyle: { color: token("gift") }, data: months.map((month) => month.minor) }],
  });

  const enhance = (figure) => {
    const facts = JSON.parse(document.getElementById(figure.dataset.source).textContent);
    const stage = document.createElement("div");
    stage.className = figure.dataset.chart === "sankey" ? "chart-live is-tall" : "chart-live";
    stage.setAttribute("aria-hidden", "true");
    figure.append(stage);
    const chart = echarts.init(stage, null, { renderer: "svg" });
    chart.setOption({ animation: false, ...(figure.dataset.chart === "sankey" ? sankey : bars)(facts) });
    figure.querySelector("svg:not(.chart-live svg)").classList.add("visually-hidden");
    addEventListener("resize", () => chart.resize());
  };
  const library = document.createElement("script");
  library.src = figures[0].dataset.library;
  library.addEventListener("load", () => figures.forEach(enhance));
  document.head.append(library);
})();
