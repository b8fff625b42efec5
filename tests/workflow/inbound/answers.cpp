// Random answers to random tickets.
#include "tests/workflow/inbound/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace answers {

namespace {

const Person jana{"Jana Novák", "jana@mill.example"};
const Person desk{"Pump Desk", "desk@pumps.example"};
const Person marek{"Marek Dvořák", "marek@pumps.example"};
const Person stranger{"Odd Vendor", "odd@vendor.example"};

std::string text_of(const Lines& lines) {
    std::string out;
    for (const TextLine& line : lines)
        out.append(line.text) += '\n';
    return out;
}

Lines with_origin(const std::vector<std::string>& texts, Origin origin) {
    Lines out;
    for (const std::string& text : texts)
        out.push_back({text, text.find_first_not_of(" -_") == std::string::npos ? Origin::blank : origin});
    return out;
}

void append(Lines& to, const Lines& more) {
    to.insert(to.end(), more.begin(), more.end());
}

class Maker {
public:
    explicit Maker(std::uint64_t seed) : random_(seed) {}

    Case run() {
        subject_ = sentence(random_);
        signature_ = {jana.name, "Mill and Sons, purchasing department", "12 Harbour Street, 4021 Graz", "+43 732 5550 118"};
        Lines mail = thread();
        Case out;
        const bool unknown = random_.one_in(8);
        if (unknown) mail = with_origin(mail_text(random_, stranger), Origin::unknown);
        quote_ = quote_of(mail, unknown ? stranger : writer_of_last_);
        note(unknown ? "unknown" : "known");
        edit(out);
        place(out);
        out.text = text_of(out.lines);
        if (random_.one_in(2)) out.text.pop_back();
        out.held_text = held_text_;
        out.held = std::move(held_);
        out.facts = {{desk.name + " " + desk.address, marek.name + " <" + marek.address + ">", jana.name + " " + jana.address},
                     {subject_},
                     jana.name + " <" + jana.address + ">"};
        out.kind = kind_;
        return out;
    }

private:
    void note(std::string_view what) { kind_ += fmt::format("{}{}", kind_.empty() ? "" : ", ", what); }

    /// The mails of the ticket, each with a quote of the one before; gives the last one of the desk.
    Lines thread() {
        Lines last;
        const std::size_t mails = 2 + 2 * random_.below(3);
        const bool full_quotes = random_.one_in(2);
        for (std::size_t i = 0; i < mails; ++i) {
            const bool by_client = i % 2 == 0;
            const Person& from = by_client ? jana : random_.one_in(2) ? desk : marek;
            Lines mail = with_origin(mail_text(random_, from), Origin::known);
            if (by_client && random_.one_in(2))
                append(mail, with_origin({signature_.begin() + 1, signature_.end()}, Origin::known));
            if (by_client && random_.one_in(3)) append(mail, with_origin(disclaimer(), Origin::known));
            if (full_quotes && i > 0)
                append(mail,
                       quoted(random_.below(quote_styles()), last, by_client ? writer_of_last_ : jana, from, subject_, random_));
            held_text_ += text_of(mail);
            if (by_client) {
                held_.add_writer(text_of(mail));
            } else {
                held_.add(text_of(mail));
            }
            last = std::move(mail);
            writer_of_last_ = from;
        }
        return last;
    }

    static std::vector<std::string> disclaimer() {
        return {"", "This message is meant for the person to whom it is addressed.",
                "If you got it by mistake, please delete it and tell us at once."};
    }

    Lines quote_of(Lines mail, const Person& from) {
        if (random_.one_in(3)) {
            const std::size_t how = random_.below(damages);
            for (TextLine& line : mail)
                line.text = damaged(line.text, how);
            note(fmt::format("damage {}", how));
        }
        const std::size_t wrap = random_.below(5);
        if (wrap < 2) mail = wrapped(mail, wrap == 0 ? 72 : 40, true);
        if (wrap < 2) note("wrapped before");
        const std::size_t style = random_.below(quote_styles());
        note(style_name(style));
        Lines out = quoted(style, mail, from, jana, subject_, random_);
        if (wrap == 2 || wrap == 3) out = wrapped(out, 76, wrap == 2);
        if (wrap == 2 || wrap == 3) note(wrap == 2 ? "wrapped, with marks" : "wrapped, marks at the first line");
        return out;
    }

    /// A line that the writer types, often the ticket's own words.
    TextLine typed() {
        if (random_.one_in(2)) return {short_answer(random_), Origin::typed};
        if (random_.one_in(3)) return {copied(), Origin::typed};
        return {sentence(random_), Origin::typed};
    }

    std::string copied() {
        const TextLine& line = quote_[random_.below(quote_.size())];
        const auto begin = line.text.find_first_not_of(" >\t|#");
        const auto last = line.text.find_last_not_of(" -_\t");
        const bool has_words =
            last != std::string::npos && std::string_view(">|#").find(line.text[last]) == std::string_view::npos;
        return !has_words || line.origin == Origin::heading ? "as you said" : line.text.substr(begin);
    }

    /// What the writer does inside of the quote.
    void edit(Case& out) {
        switch (random_.below(8)) {
            case 0:
            case 1:
                return inline_answers();
            case 2:
                return behind_lines();
            case 3:
                return trim(out);
            case 4:
                if (random_.one_in(2)) return remove_all_but_a_part(out);
                return inline_answers();
            default:
                note("untouched");
        }
    }

    void inline_answers() {
        const bool with_marks = random_.one_in(4);
        note(with_marks ? "answers between, with marks" : "answers between");
        Lines lines;
        bool answered = false;
        for (const TextLine& line : quote_) {
            lines.push_back(line);
            if (line.origin == Origin::heading || line.origin == Origin::blank || !random_.one_in(answered ? 8 : 3)) continue;
            answered = true;
            TextLine answer = typed();
            if (with_marks) answer.text.insert(0, "> ");
            if (random_.one_in(2)) lines.push_back({"", Origin::blank});
            lines.push_back(answer);
            if (random_.one_in(2)) lines.push_back({"", Origin::blank});
        }
        quote_ = std::move(lines);
    }

    void behind_lines() {
        note("answers behind");
        for (std::size_t i = 0; i < quote_.size(); ++i) {
            TextLine& line = quote_[i];
            if ((line.origin != Origin::known && line.origin != Origin::unknown) || !random_.one_in(8)) continue;
            const std::string answer = short_answer(random_);
            // What the quote goes on with anyway is nobody's or everybody's.
            if (i + 1 < quote_.size() && quote_[i + 1].text.ends_with(answer)) continue;
            line = {line.text + " " + answer, Origin::typed};
        }
    }

    void trim(Case& out) {
        note("trimmed");
        out.edited = true;
        std::erase_if(quote_, [&](const TextLine& line) { return line.origin != Origin::heading && random_.one_in(3); });
    }

    void remove_all_but_a_part(Case& out) {
        note("a part left");
        out.edited = true;
        const std::size_t first = random_.below(quote_.size());
        const std::size_t last = first + 1 + random_.below(4);
        Lines kept;
        for (std::size_t i = 0; i < quote_.size(); ++i)
            if (quote_[i].origin == Origin::heading || (i >= first && i < last)) kept.push_back(quote_[i]);
        quote_ = std::move(kept);
    }

    /// The writer's words above, below or around the quote.
    void place(Case& out) {
        Lines own;
        for (std::size_t lines = 1 + random_.below(4); lines > 0; --lines) {
            own.push_back(typed());
            if (random_.one_in(3)) own.push_back({"", Origin::blank});
        }
        if (random_.one_in(3)) {
            note("signature");
            if (random_.one_in(2)) own.push_back({"-- ", Origin::blank});
            append(own, with_origin(signature_, Origin::typed));
        }
        const std::size_t where = random_.below(10);
        if (where < 6) {
            note("top");
            out.lines = own;
            if (!random_.one_in(4)) out.lines.push_back({"", Origin::blank});
            append(out.lines, quote_);
        } else if (where < 8) {
            note("bottom");
            out.lines = quote_;
            if (!random_.one_in(4)) out.lines.push_back({"", Origin::blank});
            append(out.lines, own);
        } else {
            note("top and bottom");
            out.lines = own;
            append(out.lines, quote_);
            out.lines.push_back({"", Origin::blank});
            out.lines.push_back({"P.S. " + sentence(random_), Origin::typed});
        }
        if (random_.one_in(6)) footer(out.lines);
    }

    void footer(Lines& lines) {
        note("footer");
        if (random_.one_in(2)) {
            append(lines, with_origin(disclaimer(), Origin::unknown));
            return;
        }
        lines.push_back({"_______________________________________________", Origin::blank});
        lines.push_back({"mill mailing list", Origin::unknown});
        lines.push_back({"https://lists.mill.example/listinfo/mill", Origin::unknown});
    }

    Random random_;
    workflow::HeldText held_;
    std::string held_text_;
    std::string subject_;
    std::vector<std::string> signature_;
    Lines quote_;
    Person writer_of_last_;
    std::string kind_;
};

}  // namespace

Case random_case(std::uint64_t seed) {
    return Maker(seed).run();
}

}  // namespace answers
