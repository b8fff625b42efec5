-- The text that a mail of ours carried: when it moves to another ticket, answers to the mail go along.
alter table outbox add column entry bigint;
create index outbox_entry on outbox (entry) where entry is not null;

-- What each person did last on the ticket, to be taken back.
alter table ticket add column undos text not null default '[]';
