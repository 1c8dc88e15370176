import { createHash } from 'node:crypto';
import { LokiEndpoint } from '../../../endpoint/endpoint';
import type { TextForm } from '../../../input/forms';
import type { Fault } from '../../../input/problems';
import { VAR_LOG } from '../../stages/node';
import { JOURNAL_FOLDERS } from '../journal/fields';
import type { HostMount } from '../source';
import { alternatives } from './overlap';

/** Characters with which the pattern of a glob begins. */
const WILDCARD = /[*?[{]/;

/** Folders whose content Alloy's pod must not have, and why. */
const CLOSED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['/proc', '/sys', '/dev'].map((folder) => [folder, 'are not files of a disk'])),
  ...Object.fromEntries(
    ['/bin', '/sbin', '/lib', '/lib64', '/usr/bin', '/usr/sbin', '/usr/lib', '/boot'].map((folder) => [
      folder,
      'are programs',
    ]),
  ),
  '/etc/kubernetes': 'are credentials of the node',
  '/etc/ssl': "are certificates that Alloy's image has itself",
  '/etc/alloy': "are of Alloy's own pod",
  [LokiEndpoint.CREDENTIALS_PATH]: "are of Alloy's own pod",
  '/var/lib/alloy': "are Alloy's own positions",
  '/var/lib/kubelet': 'are volumes of pods, Secrets among them',
  '/var/lib/containerd': 'are the images and containers themselves',
  '/run/containerd': 'are sockets of the container runtime',
  '/run/secrets': 'are credentials',
  '/var/run/secrets': 'are credentials',
  '/var/run/containerd': 'are sockets of the container runtime',
};

/** Folders of the journal, whose files have no lines. */
const JOURNALS = Object.values(JOURNAL_FOLDERS);

/** Binary files without lines that programs write to folders of logs. */
const WITHOUT_LINES = /\/(?:wtmp|btmp|lastlog|faillog|tallylog)$/;

/** The folder of a glob before its first pattern, which is mounted. */
export function fixedFolder(glob: string): string {
  const head = glob.slice(0, WILDCARD.exec(glob)?.index ?? glob.length);
  return head.slice(0, head.lastIndexOf('/')) || '/';
}

/** True for a folder, and for everything in it. */
export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

/** Path or glob of files of a node. */
export const FILE_GLOB: TextForm = {
  example: '/var/log/app/*.log',
  faultOf: (glob) =>
    formFault(glob) ??
    linksFault(glob) ??
    folderFault(fixedFolder(glob)) ??
    recordsFault(glob) ??
    rotationFault(glob) ??
    compressedFault(glob),
};

/** Example of the path of one file. */
const ONE_FILE = '/run/promtail/positions.yaml';

/** Path of one file. */
export const FILE: TextForm = {
  example: ONE_FILE,
  faultOf: (path) => {
    const wrong =
      (WILDCARD.test(path) ? 'is a pattern' : formFault(path)?.wrong) ??
      (fixedFolder(path) === '/' ? 'is in no folder that can be mounted' : folderFault(fixedFolder(path))?.wrong);
    return wrong === undefined ? undefined : { wrong, fix: `write the path of one file, such as '${ONE_FILE}'` };
  },
};

/** Path or glob of files that are left out. */
export const EXCLUDED: TextForm = {
  example: '/var/log/app/debug*.log',
  faultOf: (glob) => formFault(glob) ?? commaFault(glob),
};

/** Path or glob of compressed files. */
export const GZIP_GLOB: TextForm = {
  example: '/var/log/app/*.gz',
  faultOf: (glob) =>
    formFault(glob) ?? linksFault(glob) ?? folderFault(fixedFolder(glob)) ?? otherCompressionFault(glob),
};

function formFault(glob: string): Fault | undefined {
  if (!glob.startsWith('/')) return { wrong: 'is not an absolute path', fix: "write one such as '/var/log/app/*.log'" };
  if (/[\p{Cc}\\"`]|\/\/|\/\.{1,2}(\/|$)|\/$/u.test(glob)) {
    const wrong = 'is not the path of files';
    return {
      wrong,
      fix: "write it without '.', '..', backslashes, quotes and a slash at the end, such as '/var/log/app/*.log'",
    };
  }
  if (glob.endsWith(' ')) return { wrong: 'ends with a space', fix: `write '${glob.trimEnd()}'` };
  const [group] = /\([^()/]*\|[^()/]*\)/.exec(glob) ?? [];
  if (group !== undefined) {
    return {
      wrong: `has ${group}, which is the form of a regular expression`,
      fix: `write {${group.slice(1, -1).replaceAll('|', ',')}}`,
    };
  }
  const unread = patternFault(glob);
  if (unread) return unread;
  const backwards = (glob.match(/\[[^\]]*\]/gu) ?? []).find((each) =>
    [...each.slice(1, -1).matchAll(/([^])-([^])/gu)].some(([, from = '', to = '']) => from > to),
  );
  if (backwards === undefined) return undefined;
  return { wrong: `has ${backwards}, a range that is backwards`, fix: 'write the lower character first' };
}

/** Fault of a pattern that Alloy does not read, and finds no file by: braces and classes are read from left to right. */
function patternFault(glob: string): Fault | undefined {
  let open = 0;
  for (let at = 0; at < glob.length; at++) {
    if (glob[at] === '{') open++;
    if (glob[at] === '}') open--;
    if (open < 0) break;
    if (glob[at] !== '[') continue;
    const [written = '[', content] = /^\[[!^]?([^\]/]*)\]?/.exec(glob.slice(at)) ?? [];
    if (content === '') return { wrong: `has ${written}, a class without characters`, fix: 'write one, such as [a-z]' };
    if (!written.endsWith(']'))
      return { wrong: 'has a [ or ] without the other', fix: 'write both, with no slash between them' };
    at += written.length - 1;
  }
  return open === 0 ? undefined : { wrong: 'has a { or } without the other', fix: 'write both' };
}

/** Alloy takes one pattern of excluded files, so all are alternatives in braces, between commas. */
function commaFault(glob: string): Fault | undefined {
  if (!alternatives(glob).some((one) => one.includes(','))) return undefined;
  return { wrong: 'has a comma, which Alloy takes for the end of an alternative', fix: 'write ? in its place' };
}

function folderFault(folder: string): Fault | undefined {
  if (folder === '/') {
    return {
      wrong: 'has no folder before its first pattern',
      fix: "begin with the folder to mount, such as '/var/log/app/*.log'",
    };
  }
  if (folder.includes(':')) {
    return {
      wrong: 'has a colon in its folder, which Kubernetes cannot mount',
      fix: 'begin with a folder without one',
    };
  }
  if (folder === '/tmp') return { wrong: "is in /tmp, which Alloy's pod has itself", fix: 'name a folder below it' };
  const journal = JOURNALS.find((each) => isBelow(folder, each));
  if (journal) return { wrong: `is in ${journal}, whose files have no lines`, fix: 'use the source journal' };
  const closed = Object.keys(CLOSED).find((each) => isBelow(folder, each));
  if (closed !== undefined) {
    return { wrong: `is in ${closed}, whose files ${CLOSED[closed]}`, fix: 'have the lines written below /var/log' };
  }
  const held = Object.keys(CLOSED).find((each) => isBelow(each, folder));
  if (held === undefined) return undefined;
  const wrong = `needs all of ${folder} in Alloy's pod, with ${held}, whose files ${CLOSED[held]}`;
  return { wrong, fix: 'name a folder below it, or have the lines written below /var/log' };
}

/** The kubelet's links to the files of pods, which are on every node under another name. */
function linksFault(glob: string): Fault | undefined {
  if (!isBelow(glob, '/var/log/containers')) return undefined;
  const wrong = 'is in /var/log/containers, which has links to the files of pods in /var/log/pods';
  return { wrong, fix: 'use the source pods, or paths in /var/log/pods' };
}

function recordsFault(glob: string): Fault | undefined {
  const [file] = WITHOUT_LINES.exec(glob) ?? [];
  if (file === undefined) return undefined;
  return { wrong: `matches ${file.slice(1)}, a file of records without lines`, fix: 'leave it out' };
}

/** Compressed files hold no lines before they are unpacked. */
function compressedFault(glob: string): Fault | undefined {
  if (/(?<!\.tar)\.gz$/.test(glob)) {
    return { wrong: 'matches compressed files, whose bytes would be sent as lines', fix: 'write it in gzip' };
  }
  return otherCompressionFault(glob);
}

/** The field is for gzip, and Alloy needs the format of compressed files. */
function otherCompressionFault(glob: string): Fault | undefined {
  if (/\.(tar\.gz|tgz|tar)$/.test(glob)) {
    const wrong = 'matches archives, whose bytes between the files would be sent as lines';
    return { wrong, fix: 'leave it out, or write the files themselves' };
  }
  if (!/\.(bz2|xz|zst|zip|Z|lz4)$/.test(glob)) return undefined;
  return { wrong: 'matches files of another compression than gzip', fix: 'leave it out, or compress them with gzip' };
}

/** A renamed file has another path, so Alloy would read it again. */
function rotationFault(glob: string): Fault | undefined {
  if (!/\.log\*$/.test(glob)) return undefined;
  const wrong = 'also matches rotated files, each of which would be read again from its beginning';
  return { wrong, fix: `write '${glob.slice(0, -1)}'` };
}

/**
 * Mounts for globs. A pod does not start if a folder of type `Directory` is missing, and one missing folder must not
 * cost all logs of a node. So missing folders outside /var/log are created, empty and owned by root. Below /var/log
 * nothing is created.
 */
export function mountsOf(globs: readonly string[]): HostMount[] {
  const folders = globs.map(fixedFolder).map((folder) => (isBelow(folder, VAR_LOG.path) ? VAR_LOG.path : folder));
  return [...new Set(folders)].map((path) =>
    path === VAR_LOG.path ? VAR_LOG : { name: volumeName(path), path, type: 'DirectoryOrCreate' },
  );
}

/** Name of the volume of a folder: a label of DNS. */
function volumeName(folder: string): string {
  const slug = folder
    .slice(1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return `node-${slug}${slug === '' ? '' : '-'}${hash}`;
}
