export { init } from "echarts/core.js";
import { use } from "echarts/core.js";
import { BarChart } from "echarts/charts.js";
import { GridComponent, TooltipComponent } from "echarts/components.js";
import { SVGRenderer } from "echarts/renderers.js";
use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);
