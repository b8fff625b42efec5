#pragma once

// English for an admin: reasons that only `ticketctl explain` and the log show, and what ticketctl lists of mails that were put
// aside or came back. What people read by mail is a Sentence. Each text with {} is a format of fmt.
namespace workflow::log_text {

// Acknowledgements.
inline constexpr char no_acknowledgement[] = "no acknowledgement: {}";
inline constexpr char imported[] = "old mail is imported";
inline constexpr char is_kind[] = "the mail is {}";
inline constexpr char is_bulk[] = "the mail is bulk";
inline constexpr char is_own[] = "the mail is our own";
inline constexpr char null_return_path[] = "its return path is <>";
inline constexpr char nobody_to_answer[] = "there is nobody to answer";
inline constexpr char from_desk[] = "it comes from an address of the desk";
inline constexpr char from_program[] = "it comes from a program";
inline constexpr char enough_this_hour[] = "the sender had enough of them this hour";
inline constexpr char enough_today[] = "the sender had enough of them today";
inline constexpr char desk_sent_enough[] = "the desk sent enough of them this hour";
inline constexpr char too_many_unaligned[] = "unaligned senders opened too many tickets this hour";
inline constexpr char enough_answers[] = "the address had enough answers of this kind";

// Delivery reports.
inline constexpr char delivery_failed[] = "delivery failed to {}";
inline constexpr char delivery_report[] = "delivery report: {} to {}";
inline constexpr char somebody[] = "somebody";
inline constexpr char no_failure[] = "a delivery report that is no failure is only an event";
inline constexpr char nobodys_return_path[] = "its return path was made for nobody who takes part any more: only an event";
inline constexpr char foreign_report[] = "a delivery report that did not come to a return path of ours changes nothing";

// Automatic mail.
inline constexpr char no_ticket[] = "{} that belongs to no ticket: kept in the inbox only";
inline constexpr char changes_nothing[] = "{}; {} changes nothing";
inline constexpr char no_watcher_named[] = "an unsubscription that names no watcher of a ticket";
inline constexpr char did_not_watch[] = "{} did not watch #{}";

// Threads.
inline constexpr char by_token[] = "#{} by its reply token";
inline constexpr char by_own_id[] = "#{} by a Message-ID of ours";
inline constexpr char by_reference[] = "#{} by In-Reply-To or References";
inline constexpr char by_number[] = "#{} by the number in its subject";
inline constexpr char follower[] = "#{}, which follows the closed #{}";
inline constexpr char answer_first[] = "#{}, where its answer came first";
inline constexpr char another_copy[] = "#{}: another copy of its first mail";
inline constexpr char new_other_company[] = "new: #{} answers the same mail, but {} is of another company";
inline constexpr char new_foreign_token[] = "new: a reply token of #{}, but another subject and no reference to it";
inline constexpr char new_named_by_stranger[] = "new: names #{} in its subject, but {} takes no part in it";
inline constexpr char new_unrelated[] = "new: nothing joins it to a ticket";
inline constexpr char new_after_closing[] = "new: #{} was closed more than {} days ago";

// Answers of clients.
inline constexpr char third_party_waits[] = "the third party is still waited for; the assignee is told";
inline constexpr char bare_thanks[] = "a bare thanks does not reopen";
inline constexpr char unverified_stays[] = "an unverified answer reopens nothing; the ticket no longer closes by itself";
inline constexpr char unverified[] = "an unverified answer reopens nothing";

// Confirmations.
inline constexpr char not_held[] = "not held: {} questions wait for {} already, {} were asked in the last hour";
inline constexpr char held_for[] = "held for {}: [{}]";
inline constexpr char answer_to_nothing[] = "an answer to a question that is no longer open: it does nothing";
inline constexpr char confirms_nothing[] = "a mail that is {} confirms nothing";
inline constexpr char not_confirmed[] = "not confirmed: {}";
inline constexpr char too_late[] = "not confirmed: the yes came too late";
inline constexpr char answered_no[] = "the answer is no: the commands are dropped";
inline constexpr char answered_neither[] = "the answer is neither yes nor no";
inline constexpr char technician_gone[] = "{} is no technician any more";
inline constexpr char comes_from[] = "it comes from {}";
inline constexpr char others_address[] = "its address was made for somebody else";
inline constexpr char only_signed[] = "only signed mail counts here";
inline constexpr char not_aligned[] = "its domain is not aligned";

// Commands.
inline constexpr char answered_by_mail[] = "[{}] is answered by mail";
inline constexpr char is_back[] = "{} is back";
inline constexpr char is_away[] = "{} is away until {}";
inline constexpr char split_from[] = "#{}: split from #{} by {}: [{}]";

// Quarantine.
inline constexpr char quarantined[] = "quarantined: {}";
inline constexpr char flagged_spam[] = "the spam filter flagged it ({})";
inline constexpr char loop_own[] = "a loop: it is a mail of this desk that came back";
inline constexpr char loop_hops[] = "a loop: it went through {} servers";
inline constexpr char unreadable[] = "nothing in it can be read";
inline constexpr char no_number[] = "no ticket number was reserved for it";

}  // namespace workflow::log_text
