import type { PropValidators } from '../input/props';

/** Processing of lines between their sources and Loki. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- fields follow
export interface AlloyPipeline {}

/** Validators of the fields. To add one, declare it above. */
export const PIPELINE_VALIDATORS: PropValidators<AlloyPipeline> = {};
