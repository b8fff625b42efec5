// Turns the places that the HTML names into lines of its text.
#include "mail/reply/html_lines.hpp"

namespace mail::reply {

HtmlLines lines_of_marks(const Lines& lines, std::span<const QuoteMark> marks) {
    HtmlLines out;
    std::size_t mark = 0;
    for (std::size_t i = 0; i < lines.size() && mark < marks.size(); ++i) {
        for (; mark < marks.size() && marks[mark].offset <= lines.start(i); ++mark) {
            switch (marks[mark].kind) {
                case QuoteMark::Kind::attribution:
                    out.attribution.push_back(i);
                    break;
                case QuoteMark::Kind::rest:
                    out.rest.push_back(i);
                    break;
                case QuoteMark::Kind::signature:
                    out.signature.push_back({i, lines.size()});
                    break;
                case QuoteMark::Kind::signature_end:
                    if (!out.signature.empty() && out.signature.back().to == lines.size()) out.signature.back().to = i;
                    break;
            }
        }
    }
    return out;
}

}  // namespace mail::reply
