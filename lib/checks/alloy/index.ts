import { BATCH_RULES } from './batches';
import type { ManifestsRule } from '../rule';
import { CONTAINER_FORMAT_RULES } from './container-format';
import { DELIVERY_RULES } from './delivery';
import { DISCOVERY_RULES } from './discovery';
import { DURATION_RULES } from './durations';
import { ENVIRONMENT_RULES } from './environment';
import { EXPRESSION_RULES } from './expressions';
import { FILE_RULES } from './files';
import { KEY_RULES } from './keys';
import { KAFKA_RULES } from './kafka';
import { KAFKA_PASSWORD_RULES } from './kafka-passwords';
import { LABEL_RULES } from './labels';
import { LOGIN_RULES } from './logins';
import { METADATA_RULES } from './metadata';
import { MODULE_RULES } from './modules';
import { ORDER_RULES } from './order';
import { PERMISSION_RULES } from './permissions';
import { REFERENCE_RULES } from './references';
import { REGEX_RULES } from './regexes';
import { RELABEL_RULES } from './relabel';
import { RUNTIME_RULES } from './runtime';
import { SOURCE_RULES } from './sources';
import { STAGE_RULES } from './stages';
import { SYNTAX_RULES } from './syntax';
import { UNUSED_RULES } from './unused';
import { VALUE_RULES } from './values';

/** Rules about Alloy's configuration and the pods that run it. */
export const ALLOY_RULES: readonly ManifestsRule[] = [
  ...SYNTAX_RULES,
  ...KEY_RULES,
  ...REFERENCE_RULES,
  ...EXPRESSION_RULES,
  ...MODULE_RULES,
  ...UNUSED_RULES,
  ...SOURCE_RULES,
  ...FILE_RULES,
  ...DISCOVERY_RULES,
  ...PERMISSION_RULES,
  ...STAGE_RULES,
  ...VALUE_RULES,
  ...ORDER_RULES,
  ...REGEX_RULES,
  ...RELABEL_RULES,
  ...CONTAINER_FORMAT_RULES,
  ...METADATA_RULES,
  ...LABEL_RULES,
  ...ENVIRONMENT_RULES,
  ...RUNTIME_RULES,
  ...LOGIN_RULES,
  ...DELIVERY_RULES,
  ...KAFKA_RULES,
  ...KAFKA_PASSWORD_RULES,
  ...BATCH_RULES,
  ...DURATION_RULES,
];
