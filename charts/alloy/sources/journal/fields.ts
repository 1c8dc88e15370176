/** Folders of the journal of a node: on its disk, and in its memory until the next boot. */
export const JOURNAL_FOLDERS = { persistent: '/var/log/journal', volatile: '/run/log/journal' } as const;

/** Labels in which Alloy has the fields of an entry. */
export const JOURNAL_META = {
  priority: '__journal_priority_keyword',
  identifier: '__journal_syslog_identifier',
  unit: '__journal__systemd_unit',
  transport: '__journal__transport',
  pid: '__journal__pid',
  boot: '__journal__boot_id',
} as const;

/** Fields by which journald itself filters. */
export const JOURNAL_MATCHES = {
  unit: '_SYSTEMD_UNIT',
  identifier: 'SYSLOG_IDENTIFIER',
  priority: 'PRIORITY',
} as const;
