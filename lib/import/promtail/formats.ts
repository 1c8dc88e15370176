import { isRecord } from '../../manifests/shape';

/** Stages that read the format of lines, and need no counterpart. */
export const FORMATS: Readonly<Record<string, string>> = {
  cri: 'lines of pods are always read as CRI',
  docker: 'containerd writes CRI, which is read here',
};

/** True for a stage of Promtail that only reads the format of lines: one of these, or a match with nothing else in it. */
export const onlyReadsFormat = (stage: unknown): boolean =>
  isRecord(stage) &&
  Object.entries(stage).every(([kind, settings]) => {
    if (Object.hasOwn(FORMATS, kind)) return true;
    const inner = kind === 'match' && isRecord(settings) ? settings['stages'] : undefined;
    return Array.isArray(inner) && inner.length > 0 && inner.every(onlyReadsFormat);
  });
