-- The highest mod-sequence that a folder's server has shown (RFC 7162). One that shows less now was restored from a backup.
alter table mailbox add column mod_sequence bigint not null default 0;
