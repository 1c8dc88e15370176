import { GONE_KEYS } from '../../../charts/loki/config/keys/gone';
import type { Node } from '../tree/account';

/** Part of an input that is Loki's configuration, or a block of it. */
export interface ConfigSource {
  /** The part. */
  readonly node: Node;

  /** Path in Loki's configuration: empty for all of it. */
  readonly at: readonly string[];
}

/** Value of Loki's configuration, and the key of the input that it is in. */
export interface ConfigLeaf {
  /** Its keys from the top of the configuration. */
  readonly path: readonly string[];

  /** Its place in the input. */
  readonly node: Node;
}

/** Loki's configuration of an input, by path. The importer that knows a key takes it. */
export class ConfigLeaves {
  private readonly leaves = new Map<string, ConfigLeaf>();

  /** Later sources win over earlier ones, as in the charts. */
  constructor(sources: readonly ConfigSource[]) {
    for (const { node, at } of sources) this.add(node, at);
    this.moveGoneKeys();
  }

  /** Value at a path, if no importer has taken it. */
  public peek(path: string): Node | undefined {
    return this.leaves.get(path)?.node;
  }

  /** Values of a block by key. */
  public below(block: string): [string, unknown][] {
    const known = [...this.leaves].filter(([path]) => path.startsWith(`${block}.`));
    return known.map(([path, { node }]) => [path.slice(block.length + 1), node.value]);
  }

  /** Takes the value at a path. */
  public take(path: string): Node | undefined {
    const leaf = this.leaves.get(path);
    this.leaves.delete(path);
    return leaf?.node;
  }

  /** Takes all values whose path matches. */
  public takeAll(form: RegExp): { readonly name: string; readonly node: Node }[] {
    const found = [...this.leaves].filter(([path]) => form.test(path));
    for (const [path] of found) this.leaves.delete(path);
    return found.map(([name, { node }]) => ({ name, node }));
  }

  /** Takes all values that are left. */
  public takeRest(): ConfigLeaf[] {
    const rest = [...this.leaves.values()];
    this.leaves.clear();
    return rest;
  }

  private add(node: Node, path: readonly string[]): void {
    const isMapping = node.isBlock && !Array.isArray(node.value);
    if (isMapping) {
      for (const child of node.children) this.add(child, [...path, child.key]);
      return;
    }
    if (path.length === 0 || !node.exists) return;
    const name = path.join('.');
    const former = this.leaves.get(name);
    if (former && node.ofChart && [undefined, former.node.name].includes(node.ofChart.refersTo)) {
      if (node.ofChart.refersTo !== undefined) node.same(`the value of ${former.node.name}`);
      return;
    }
    if (former) former.node.ignored(`${node.name} sets it again, and that value counts`);
    this.leaves.set(name, { path, node });
  }

  /** Keys that Loki 3 no longer knows: their values go to their replacements, where there is one. */
  private moveGoneKeys(): void {
    for (const [gone, instead] of Object.entries(GONE_KEYS)) {
      const leaf = this.leaves.get(gone);
      if (!leaf) continue;
      this.leaves.delete(gone);
      const place = /^use ([a-z_]+(?:\.[a-z_]+)+)$/.exec(instead)?.[1];
      if (place !== undefined && !gone.startsWith('compactor.') && !this.leaves.has(place)) {
        this.leaves.set(place, { path: place.split('.'), node: leaf.node });
      } else leaf.node.impossible(`Loki 3.7 refuses ${gone}; ${instead}`);
    }
  }
}
