// A parsed mail as one JSON line.
#include "mail/parse/message_json.hpp"

#include <nlohmann/json.hpp>

namespace mail {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const std::vector<Address>& list) {
    auto out = Json::array();
    for (const auto& each : list)
        out.push_back({{"name", each.name}, {"address", each.address}});
    return out;
}

Json to_json(const Attachment& attachment) {
    return {{"name", attachment.name},
            {"type", attachment.type},
            {"size", attachment.size},
            {"inline", attachment.is_inline},
            {"content_id", attachment.content_id},
            {"sha256", attachment.sha256}};
}

}  // namespace

std::string to_json_line(const Message& message) {
    Json out;
    out["from"] = to_json(message.from);
    out["to"] = to_json(message.to);
    out["cc"] = to_json(message.cc);
    out["reply_to"] = to_json(message.reply_to);
    out["subject"] = message.subject;
    out["message_id"] = message.message_id;
    out["in_reply_to"] = message.in_reply_to;
    out["references"] = message.references;
    out["date"] = message.date ? Json(config::format_rfc3339(*message.date)) : Json(nullptr);
    out["text"] = message.text;
    out["html"] = message.html;
    out["reply_text"] = message.reply_text;
    out["attachments"] = Json::array();
    for (const auto& each : message.attachments)
        out["attachments"].push_back(to_json(each));
    out["kind"] = to_string(message.kind);
    if (message.bounce) {
        out["bounce"] = {{"recipient", message.bounce->recipient},
                         {"action", message.bounce->action},
                         {"status", message.bounce->status},
                         {"diagnostic", message.bounce->diagnostic}};
    } else {
        out["bounce"] = nullptr;
    }
    out["defects"] = message.defects;
    // Strings are clean UTF-8 already; if one is not, a bad character is better than no line.
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mail
