// The plotting library is loaded when somebody opens the plots, and not before.
export { Plots } from './element/plots/plots.ts';
