import { asList, isRecord } from '../../manifests/shape';

/** Stages that read the format of lines. */
export const FORMATS = ['cri', 'docker'];

/** Outcome of the stage of CRI. */
export const ALWAYS_CRI = 'lines of pods are always read as CRI';

/** Outcome of the stage of Docker, which reads any line of JSON with these fields. */
export const NO_DOCKER =
  'containerd writes CRI, which is read here; a line of JSON keeps its fields log, stream and time';

/** Labels that lines get from their format. */
export const FORMAT_LABELS = ['stream', 'flags'];

/** Outcome of a stage that makes a label of the flags of CRI. */
export const NO_FLAGS =
  'lines of pods are always read as CRI, with the label stream; flags, which is F on each whole line, is gone';

/** True for stages, or stages within them, that read the format of lines. */
const readFormat = (stages: unknown): boolean =>
  asList(stages).some(
    (stage) =>
      isRecord(stage) &&
      Object.entries(stage).some(
        ([kind, settings]) =>
          FORMATS.includes(kind) || (kind === 'match' && isRecord(settings) && readFormat(settings['stages'])),
      ),
  );

/** True for a stage of Promtail that only reads the format of lines: one of these, or a match with nothing else in it. */
export const onlyReadsFormat = (stage: unknown): boolean =>
  isRecord(stage) &&
  Object.entries(stage).every(([kind, settings]) => {
    if (FORMATS.includes(kind)) return true;
    const inner = kind === 'match' && isRecord(settings) ? settings['stages'] : undefined;
    return readFormat(inner) && asList(inner).every((one) => onlyReadsFormat(one) || isOfFormat(one));
  });

/** True for a stage that makes labels of what the format of a line says. */
const isOfFormat = (stage: unknown): boolean =>
  isRecord(stage) &&
  Object.entries(stage).every(
    ([kind, labels]) =>
      kind === 'labels' && isRecord(labels) && Object.keys(labels).every((name) => FORMAT_LABELS.includes(name)),
  );

/** True for stages, or stages within them, that read CRI, as the files of pods have it. */
export const readCri = (stages: unknown): boolean => readFormat(stages) && /"cri":/.test(JSON.stringify(stages));
