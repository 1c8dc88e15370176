/** Types of the settings of sources. */
export type { AuditSettings } from './audit';
export type { CloudInitSettings } from './cloud-init';
export type { FileTimestamp, NodeFiles } from './files/settings';
export type { HubbleSettings, HubbleVerdict, HubbleVerdictFilter } from './hubble';
export type { JournalPriority, JournalPriorityFilter, JournalSettings, JournalStorage } from './journal/settings';
export type {
  FirehoseAccessKey,
  FirehoseSettings,
  OtlpSettings,
  PushSettings,
  ReceiverSettings,
  ReceiverTls,
} from './receivers/settings';
export type { SourceFilter } from './settings';
