-- Quoted text that no other entry of the ticket holds, and how many quoted lines were left out of `text`.
alter table entry add column quoted_new text not null default '';
alter table entry add column left_out_lines integer not null default 0;
-- An answer quotes mails of its ticket: they are read to tell the quote from the answer.
create index outbox_ticket on outbox (ticket, id) where ticket is not null;
