import { Block } from '../../../charts/alloy/language/syntax';
import { bool, list, object, raw, text } from '../../../charts/alloy/language/values';
import type { AlloyContext, AlloySource } from '../../../charts/alloy/sources/source';
import { structuredMetadata } from '../../../charts/alloy/stages/metadata';
import { routeStages } from '../../../charts/alloy/stages/routes';

/** Files of containers in a folder, whose metadata has a name that is a label elsewhere. */
export class FolderSource implements AlloySource {
  public readonly name = 'folder';
  public readonly env = [];
  public readonly rules = [];
  public readonly mounts;

  constructor(private readonly folder: string) {
    this.mounts = [{ name: 'in', path: folder }];
  }

  public blocks(context: AlloyContext): Block[] {
    const process = new Block('loki.process', this.name)
      .set('forward_to', list(context.receiver))
      .add(
        new Block('stage.cri'),
        new Block('stage.regex')
          .set('source', text('filename'))
          .set('expression', raw('/(?P<namespace>[^/_]+)_(?P<pod>[^/_]+)_(?P<container>[^/_]+)\\.log$')),
        new Block('stage.labels').set('values', object({ namespace: text(''), container: text(''), pod: text('') })),
        new Block('stage.static_labels').set('values', object({ job: text('folder'), level: text('info') })),
        structuredMetadata('pod', 'level'),
        new Block('stage.label_drop').set('values', list(text('filename'))),
        ...routeStages(context.routes),
      );
    const source = new Block('loki.source.file', this.name)
      .set('targets', list(object({ __path__: text(`${this.folder}/*.log`) })))
      .set('forward_to', list(process.exported('receiver')))
      .add(new Block('file_match').set('enabled', bool(true)).set('sync_period', text('1s')));
    return [source, process];
  }
}
