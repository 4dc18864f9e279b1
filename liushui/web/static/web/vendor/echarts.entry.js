export { init, use, registerTheme } from "echarts/core.js";
import { use } from "echarts/core.js";
import { SankeyChart, BarChart } from "echarts/charts.js";
import { GridComponent, TooltipComponent } from "echarts/components.js";
import { SVGRenderer } from "echarts/renderers.js";
use([SankeyChart, BarChart, GridComponent, TooltipComponent, SVGRenderer]);
