import { FILE_GLOB, fixedFolder, mountsOf } from '../../../../../charts/alloy/sources/files/paths';
import { globCovers, globsMeet } from '../../../../../charts/alloy/sources/files/overlap';

test.each([
  ['/var/log/app/*.log', '/var/log/app'],
  ['/var/log/app/app.log', '/var/log/app'],
  ['/opt/*/log/x.log', '/opt'],
  ['/opt/a{b,c}/x.log', '/opt'],
  ['/*.log', '/'],
])('%s is mounted by %s', (glob, folder) => expect(fixedFolder(glob)).toBe(folder));

test('folders of /var/log share its mount, and others are made if they are missing', () => {
  expect(mountsOf(['/var/log/a/*.log', '/var/log/b.log', '/opt/App_1/log/*.log', '/opt/App_1/log/x.txt'])).toEqual([
    { name: 'var-log', path: '/var/log', type: 'Directory' },
    expect.objectContaining({ path: '/opt/App_1/log', type: 'DirectoryOrCreate' }),
  ]);
  const names = mountsOf([`/opt/${'x'.repeat(80)}/*.log`, '/opt/a-b/*', '/opt/a_b/*']).map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
  expect(names.filter((name) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))).toEqual([]);
});

test.each([
  ['var/log/x.log', 'is not an absolute path'],
  ['/var/log/x.log ', 'ends with a space'],
  ['/var/log/../x.log', 'is not the path of files'],
  ['/var/log/app/', 'is not the path of files'],
  ['/var//log/x', 'is not the path of files'],
  ['/var/log/"x"', 'is not the path of files'],
  ['/var/log/[a.log', 'has a [ or ] without the other'],
  ['/var/log/{a,b.log', 'has a { or } without the other'],
  ['/var/log/}a{.log', 'has a { or } without the other'],
  ['/var/log/[}]{.log', 'has a { or } without the other'],
  ['/var/log/{a,[b}].log', 'has a { or } without the other'],
  ['/var/log/]a[.log', 'has a [ or ] without the other'],
  ['/var/log/[a/b].log', 'has a [ or ] without the other'],
  ['/var/log/[]x.log', 'has [], a class without characters'],
  ['/var/log/[!]x.log', 'has [!], a class without characters'],
  ['/*.log', 'has no folder before its first pattern'],
  ['/**/x.log', 'has no folder before its first pattern'],
  ['/var/*/x.log', "needs all of /var in Alloy's pod, with /var/lib/alloy"],
  ['/etc/*.log', 'needs all of /etc'],
  ['/proc/1/x', 'is in /proc, whose files are not files of a disk'],
  ['/sys/x', 'is in /sys'],
  ['/var/lib/kubelet/pods/*/x.log', 'is in /var/lib/kubelet, whose files are volumes of pods, Secrets among them'],
  ['/var/log/journal/*/system.journal', 'is in /var/log/journal, whose files have no lines'],
  ['/tmp/*.log', 'is in /tmp'],
  ['/var/log/app.log*', 'also matches rotated files'],
])('%s %s', (glob, wrong) => expect(FILE_GLOB.faultOf(glob)?.wrong).toContain(wrong));

test.each([
  '/var/log/[[:alpha:]]x.log',
  '/var/log/{a/b,{c,d}}/[a-].log',
  '/var/log/[{]{x}.log',
  '/var/log/app/*.log',
  '/opt/x/**/*.{log,txt}',
  '/var/lib/app/log/[a-c].log',
  '/tmp/app/*.log',
  '/home/x/y',
])('%s can be read', (glob) => expect(FILE_GLOB.faultOf(glob)).toBeUndefined());

test.each([
  ['/var/log/*.log', '/var/log/cloud-init.log', true],
  ['/var/log/**/*.log', '/var/log/a/b/c.log', true],
  ['/var/log/**/*.log', '/var/log/c.log', true],
  ['/var/log/*.log', '/var/log/a/b.log', false],
  ['/a/{b,c}*.log', '/a/cd.log', true],
  ['/a/{b,c}*.log', '/a/d.log', false],
  ['/a/[b-d].log', '/a/c.log', true],
  ['/a/[!b-d].log', '/a/c.log', false],
  ['/a/x?.log', '/a/*y.log', true],
  ['/a/*.log', '/a/*.txt', false],
  ['/var/log/pods/*_*_*/*/*.log', '/var/log/*/*/*/0.log', true],
])('%s and %s have a file in common: %s', (a, b, expected) => {
  expect([globsMeet(a, b), globsMeet(b, a)]).toEqual([expected, expected]);
});

test.each([
  ['/var/log/pods/**', '/var/log/pods/*_*_*/*/*.log', true],
  ['/var/log/cloud-init.log', '/var/log/cloud-init.log', true],
  ['{/a/x.log,/b/**}', '/b/c/d.log', true],
  ['/var/log/cloud*.log', '/var/log/*.log', false],
])('%s leaves nothing of %s: %s', (exclude, other, expected) => expect(globCovers(exclude, other)).toBe(expected));
