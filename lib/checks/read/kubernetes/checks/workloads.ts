import { show } from '../../../../../charts/input/show';
import { asList, type Block, isText, record, records } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, has, isOpen } from '../fault';
import { share } from '../values';

/** Faults of the pods of a workload that runs until it is deleted. */
const lasting: Check = (value) => {
  const { restartPolicy, activeDeadlineSeconds } = record(record(value['template'])['spec']);
  const isOther = restartPolicy === 'Never' || restartPolicy === 'OnFailure';
  const found = `${show(restartPolicy)} is for Jobs and pods`;
  return [
    ...faultIf(isOther, 'template.spec.restartPolicy', found, 'leave it out'),
    ...faultIf(
      typeof activeDeadlineSeconds === 'number' && activeDeadlineSeconds > 0,
      'template.spec.activeDeadlineSeconds',
      'is for Jobs and pods',
      'leave it out',
    ),
  ];
};

/** Fault of a claim without a name. */
const claims: Check = (value) =>
  records(value['volumeClaimTemplates']).flatMap((claim, index) =>
    faultIf(
      !record(claim['metadata'])['name'],
      `volumeClaimTemplates[${index}].metadata.name`,
      'is missing',
      'write the name of the volume',
    ),
  );

const deadline: Check = ({ minReadySeconds: least, progressDeadlineSeconds: deadlineSeconds }) => {
  const seconds = deadlineSeconds ?? 600;
  if (typeof seconds === 'number' && (least ?? 0) === 0 && seconds === 0) {
    return [
      { path: 'progressDeadlineSeconds', found: `${seconds} is no time`, fix: 'leave it out, or use 1 at least' },
    ];
  }
  if (typeof least !== 'number' || typeof seconds !== 'number' || least <= 0 || least < seconds) return [];
  const found = `${least} is not less than progressDeadlineSeconds, ${seconds}`;
  return [{ path: 'minReadySeconds', found, fix: 'use a longer progressDeadlineSeconds' }];
};

/** True for no pod; false also for what is not a number of pods. */
const isNone = (value: unknown): boolean => value === 0 || (isText(value) && /^0+%$/.test(value));

/** True for one pod or more. */
const isSome = (value: unknown): boolean =>
  isText(value) ? /^0*[1-9]\d*%$/.test(value) : typeof value === 'number' && value > 0;

const NO_PODS = 'maxSurge and maxUnavailable are both 0, so no pod can be replaced';

/** Fault of settings of another strategy. */
const settingsOf = (type: string, value: Block): ApiFault[] =>
  faultIf(
    value['type'] === type && has(value, 'rollingUpdate'),
    'rollingUpdate',
    `is for RollingUpdate, and the type is ${type}`,
    'leave it out',
  );

const deployment: Check = (value) => {
  const { maxSurge, maxUnavailable } = record(value['rollingUpdate']);
  const isRolling = value['type'] !== 'Recreate';
  return [
    ...settingsOf('Recreate', value),
    ...faultIf(isRolling && isNone(maxSurge) && isNone(maxUnavailable), 'rollingUpdate', NO_PODS, 'make one of them 1'),
  ];
};

const daemonSet: Check = (value) => {
  // The API server does not read them for OnDelete.
  if (value['type'] === 'OnDelete') return [];
  const { maxSurge, maxUnavailable } = record(value['rollingUpdate']);
  if (isOpen(maxSurge) || isOpen(maxUnavailable)) return [];
  const [surge, unavailable] = [maxSurge, maxUnavailable].map((part) =>
    part === undefined || part === null ? undefined : share(100)(part),
  );
  if (surge) return [{ path: 'rollingUpdate.maxSurge', found: `${show(maxSurge)} ${surge.wrong}`, fix: surge.fix }];
  if (unavailable)
    return [
      {
        path: 'rollingUpdate.maxUnavailable',
        found: `${show(maxUnavailable)} ${unavailable.wrong}`,
        fix: unavailable.fix,
      },
    ];
  const unset = maxUnavailable === undefined || maxUnavailable === null;
  const found = `${show(maxSurge)}, and maxUnavailable is ${unset ? '1 if it is left out' : show(maxUnavailable)}`;
  return [
    ...faultIf(
      isNone(maxUnavailable) && (isNone(maxSurge) || maxSurge === undefined || maxSurge === null),
      'rollingUpdate',
      NO_PODS,
      'make one of them 1',
    ),
    ...faultIf(
      isSome(maxSurge) && (unset || isSome(maxUnavailable)),
      'rollingUpdate.maxSurge',
      found,
      'write maxUnavailable: 0, or leave maxSurge out',
    ),
  ];
};

const statefulSet: Check = (value) => settingsOf('OnDelete', value);

const ENDS = ['OnFailure', 'Never'];

const job: Check = (value) => {
  const { restartPolicy } = record(record(value['template'])['spec']);
  const policy = restartPolicy ?? '';
  const isIndexed = value['completionMode'] === 'Indexed';
  return [
    ...faultIf(
      (policy === '' || policy === 'Always') && has(value, 'template'),
      'template.spec.restartPolicy',
      policy === '' ? 'is missing, and the default is not for Jobs' : 'Always is not for Jobs',
      `write ${ENDS.join(' or ')}`,
    ),
    ...faultIf(
      isIndexed && !has(value, 'completions') && has(value, 'parallelism'),
      'completions',
      'is missing, and completionMode is Indexed',
      'write the number of pods',
    ),
    ...faultIf(
      !isIndexed && !isOpen(value['completionMode']) && has(value, 'backoffLimitPerIndex'),
      'backoffLimitPerIndex',
      'is for completionMode Indexed',
      'leave it out',
    ),
    ...faultIf(
      !isIndexed && !isOpen(value['completionMode']) && has(value, 'successPolicy'),
      'successPolicy',
      'is for completionMode Indexed',
      'leave it out',
    ),
    ...faultIf(
      has(value, 'podFailurePolicy') && policy === 'OnFailure',
      'template.spec.restartPolicy',
      'OnFailure, and there is a podFailurePolicy',
      'write Never',
    ),
  ];
};

/** Fault of a rule for pods that succeed. */
const exitCodes: Check = ({ operator, values }) =>
  faultIf(operator === 'In' && asList(values).includes(0), 'values', 'has 0, which is no failure', 'leave it out');

/** The controller adds 11 characters to the names of Jobs. */
const MOST_OF_CRON = 52;

/** The name of a Job is a label of its pods. */
const MOST_OF_JOB = 63;

/** Fault of a name that is too long. */
const nameFault = (value: Block, most: number): ApiFault[] => {
  const { name } = record(value['metadata']);
  const isLong = isText(name) && !isOpen(name) && name.length > most;
  return faultIf(isLong, 'metadata.name', `has ${String(name).length} characters`, `use at most ${most}`);
};

const selectors: Check = (value) => {
  const { selector, manualSelector } = record(value['spec']);
  const isThere = selector !== undefined && selector !== null;
  return [
    ...nameFault(value, MOST_OF_JOB),
    ...faultIf(isThere && manualSelector !== true, 'spec.selector', 'is made by the API server', 'leave it out'),
    ...faultIf(
      !isThere && manualSelector === true,
      'spec.manualSelector',
      'true, and there is no selector',
      'leave it out',
    ),
  ];
};

const cronJob: Check = (value) => {
  const spec = record(record(record(value['spec'])['jobTemplate'])['spec']);
  return [
    ...nameFault(value, MOST_OF_CRON),
    ...faultIf(has(spec, 'selector'), 'spec.jobTemplate.spec.selector', 'is made by the controller', 'leave it out'),
  ];
};

/** Checks of workloads and of their strategies. */
export const WORKLOAD_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  DeploymentSpec: [lasting, deadline],
  StatefulSetSpec: [lasting, claims],
  DaemonSetSpec: [lasting],
  ReplicaSetSpec: [lasting],
  ReplicationControllerSpec: [lasting],
  DeploymentStrategy: [deployment],
  StatefulSetUpdateStrategy: [statefulSet],
  DaemonSetUpdateStrategy: [daemonSet],
  JobSpec: [job],
  PodFailurePolicyOnExitCodesRequirement: [exitCodes],
  Job: [selectors],
  CronJob: [cronJob],
};
