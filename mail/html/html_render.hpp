#pragma once

#include "mail/html/html_text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Writes the text of an HTML document as its elements come by: collapses blanks, ends lines, indents lists and quotes.
class HtmlRenderer {
public:
    void text(std::string_view content);
    void line_break();
    /// Ends the line, with `ends` line ends at least; 0 does nothing. Adjacent ones do not add up.
    void block(int ends);
    void rule();
    void image(std::string_view alt, std::string_view source);
    void open_list(int first);  // the first number; 0: bullets
    void close_list();
    void list_item();
    void open_quote();
    void close_quote();
    void open_preformatted();
    void close_preformatted();
    void open_link(std::string_view target);
    void close_link();
    /// A table cell starts: a separator if others stand on its line.
    void cell();
    void row();
    void mark(QuoteMark::Kind kind);

    [[nodiscard]] HtmlText finish();

private:
    struct List {
        bool numbered = false;
        int next = 1;
    };
    void put(std::string_view characters);  // visible ones, after what is pending
    void end_line();
    void start_line();

    HtmlText out_;
    std::vector<List> lists_;
    std::string link_;           // target of the open link
    std::size_t link_from_ = 0;  // where its text starts in the output
    std::size_t quote_depth_ = 0;
    int preformatted_ = 0;
    int wanted_ends_ = 0;        // line ends owed before the next text
    bool wanted_blank_ = false;  // one blank owed
    bool wanted_cell_ = false;   // a cell separator owed
    bool at_line_start_ = true;
    bool fresh_ = false;                  // a quote or list item was opened and is empty yet
    bool empty_line_ = false;             // nothing but a fixed blank on this line
    std::string bullet_;                  // owed at the start of the next line
    std::vector<QuoteMark::Kind> marks_;  // owed at the next text
};

}  // namespace mail
