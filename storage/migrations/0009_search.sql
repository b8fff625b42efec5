-- The full text of titles, comments and notes. What waits to be taken in: an entry by its id, a ticket's title by its number
-- below zero. It is written with the entry and taken in behind it: reading a mail's words takes longer than storing the mail.
create table search_queue (
    item bigint not null primary key
) @CLUSTERED@;
insert into search_queue (item) select id from entry where kind <> 'event' and text <> '';
insert into search_queue (item) select -number from ticket;

@SQLITE@ create virtual table search_entry using fts5(text, content='entry', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
@SQLITE@ create virtual table search_title using fts5(title, tokenize='unicode61 remove_diacritics 2');

@POSTGRESQL@ create table search_text (item bigint not null primary key, ticket bigint not null, words tsvector not null);
@POSTGRESQL@ create index search_text_words on search_text using gin (words);
