import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../helpers/programs';

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Authority that signs certificates of servers and clients. */
export class Authority {
  /** Its own certificate. */
  public readonly cert: string;

  constructor(
    private readonly folder: string,
    name: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.openssl('req', '-x509', ...KEY, '-days', '2', '-subj', `/CN=${name}`, ...this.out('ca'));
    this.cert = this.read('ca.crt');
  }

  /** A certificate for a name, or an address. */
  public sign(name: string, alternative: string): Certificate {
    const extensions = join(this.folder, `${name}.ext`);
    const request = join(this.folder, `${name}.csr`);
    writeFileSync(extensions, `subjectAltName=${alternative}\n`);
    this.openssl('req', ...KEY, '-subj', `/CN=${name}`, '-keyout', join(this.folder, `${name}.key`), '-out', request);
    this.openssl(
      ...['x509', '-req', '-in', request, '-days', '2', '-extfile', extensions, '-CAcreateserial'],
      ...['-CA', join(this.folder, 'ca.crt'), '-CAkey', join(this.folder, 'ca.key')],
      ...['-out', join(this.folder, `${name}.crt`)],
    );
    return { cert: this.read(`${name}.crt`), key: this.read(`${name}.key`) };
  }

  private out(name: string): string[] {
    return ['-keyout', join(this.folder, `${name}.key`), '-out', join(this.folder, `${name}.crt`)];
  }

  private read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  private openssl(...args: string[]): void {
    execFileSync(program('openssl'), args, { stdio: 'ignore' });
  }
}
