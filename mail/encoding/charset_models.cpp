// Asks uchardet, whose models know some thirty languages, for the charset of a text.
#include "mail/encoding/charset_models.hpp"

#include "config/base/ascii.hpp"

#include <uchardet.h>

#include <array>
#include <memory>
#include <type_traits>

namespace mail {
namespace {

struct Known {
    std::string_view name;  // uchardet's
    Guess guess;
};

/// What is believed. Its other answers (Macintosh sets, Vietnamese, rare Latin parts) are mostly wrong in short texts.
constexpr auto known_guesses = std::to_array<Known>({
    {"SHIFT_JIS", {"windows-31j", Script::asian}},
    {"EUC-JP", {"euc-jp", Script::asian}},
    {"GB18030", {"gb18030", Script::asian}},
    {"BIG5", {"big5", Script::asian}},
    {"EUC-KR", {"windows-949", Script::asian}},
    {"UHC", {"windows-949", Script::asian}},
    {"WINDOWS-1251", {"windows-1251", Script::cyrillic}},
    {"KOI8-R", {"koi8-u", Script::cyrillic}},
    {"ISO-8859-5", {"iso-8859-5", Script::cyrillic}},
    {"IBM866", {"ibm866", Script::cyrillic}},
    {"IBM855", {"ibm855", Script::cyrillic}},
    {"WINDOWS-1253", {"windows-1253", Script::other}},
    {"ISO-8859-7", {"iso-8859-7", Script::other}},
    {"WINDOWS-1255", {"windows-1255", Script::other}},
    {"ISO-8859-8", {"iso-8859-8", Script::other}},
    {"WINDOWS-1256", {"windows-1256", Script::other}},
    {"ISO-8859-6", {"iso-8859-6", Script::other}},
    {"TIS-620", {"windows-874", Script::other}},
    {"ISO-8859-11", {"windows-874", Script::other}},
    {"ISO-8859-2", {"iso-8859-2", Script::latin}},
    {"WINDOWS-1250", {"windows-1250", Script::latin}},
    {"ISO-8859-9", {"windows-1254", Script::latin}},
    {"WINDOWS-1254", {"windows-1254", Script::latin}},
    {"WINDOWS-1257", {"windows-1257", Script::latin}},
    {"ISO-8859-13", {"windows-1257", Script::latin}},
    {"ISO-8859-4", {"iso-8859-4", Script::latin}},
    {"ISO-8859-16", {"iso-8859-16", Script::latin}},
});

}  // namespace

Guess charset_by_models(std::string_view bytes) {
    using Detector = std::remove_pointer_t<uchardet_t>;
    const std::unique_ptr<Detector, decltype(&uchardet_delete)> detector(uchardet_new(), &uchardet_delete);
    if (!detector || uchardet_handle_data(detector.get(), bytes.data(), bytes.size()) != 0) return {};
    uchardet_data_end(detector.get());
    const std::string_view name = uchardet_get_charset(detector.get());
    for (const auto& known : known_guesses) {
        if (ascii::equal(known.name, name)) return known.guess;
    }
    return {};
}

}  // namespace mail
