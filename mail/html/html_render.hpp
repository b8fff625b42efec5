#pragma once

#include "mail/html/html_text.hpp"
#include "mail/html/style.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Writes the text of an HTML document element by element: collapses blanks, ends lines, indents lists and quotes.
class HtmlRenderer {
public:
    void text(std::string_view content);
    void line_break();
    /// Ends the line with at least `ends` line ends; 0 does nothing. Adjacent calls do not add up.
    void block(int ends);
    void rule();
    void image(std::string_view alt, std::string_view source);
    void open_list(int first);  // first number; 0: bullets
    void close_list();
    void list_item();
    void open_quote();
    void close_quote();
    /// How the blanks of the text that follows count.
    void set_blanks(Style::Blanks blanks) { blanks_ = blanks; }
    void open_link(std::string_view target);
    void close_link();
    /// Starts a table cell, with a separator when the line has earlier cells.
    void cell();
    void row();
    void mark(QuoteMark::Kind kind);

    [[nodiscard]] HtmlText finish();

private:
    struct List {
        bool numbered = false;
        int next = 1;
    };
    void text_with_lines(std::string_view content);
    void flowing_text(std::string_view content);
    void put(std::string_view characters);  // visible characters, after pending breaks and marks
    void end_line();
    void start_line();

    HtmlText out_;
    std::vector<List> lists_;
    std::string link_;           // target of the open link
    std::size_t link_from_ = 0;  // offset of its text in the output
    std::size_t quote_depth_ = 0;
    Style::Blanks blanks_ = Style::Blanks::collapse;
    int wanted_ends_ = 0;        // pending line ends before the next text
    bool wanted_blank_ = false;  // a blank is pending
    bool wanted_cell_ = false;   // a cell separator is pending
    bool at_line_start_ = true;
    bool fresh_ = false;                  // the open quote or list item is still empty
    bool empty_line_ = false;             // the line holds only a fixed blank
    std::string bullet_;                  // pending at the start of the next line
    std::vector<QuoteMark::Kind> marks_;  // pending at the next text
};

}  // namespace mail
