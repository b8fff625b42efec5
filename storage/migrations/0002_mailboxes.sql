-- How far each IMAP folder was read: every mail up to last_uid was dealt with. Of the mails up to backlog_uid, which were there when
-- the folder was first seen, those that arrived before cutoff are not ours to take.
create table mailbox (
    id @ID@,
    account text not null,
    folder text not null,
    uid_validity bigint not null,
    last_uid bigint not null,
    backlog_uid bigint not null,
    cutoff bigint,
    owner bigint not null,
    lease_until bigint not null,
    unique (account, folder)
);

-- What was read, and whether its folder knows: 'taken' and 'aside' wait to be flagged or moved there, 'done' was. Without an inbox
-- row the mail was too large.
create table mailbox_mail (
    mailbox bigint not null,
    uid_validity bigint not null,
    uid bigint not null,
    inbox bigint,
    status text not null,
    primary key (mailbox, uid_validity, uid)
) @CLUSTERED@;
create index mailbox_mail_waiting on mailbox_mail (mailbox, uid) where status <> 'done';

-- How far each source of an import was read, in bytes; the fingerprint is of its beginning.
create table import_source (
    source text not null primary key,
    fingerprint text not null,
    position bigint not null
) @CLUSTERED@;
