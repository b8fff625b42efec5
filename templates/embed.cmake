# Writes the C++ file OUT, which contains every text under FOLDER as a string.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.mustache ${FOLDER}/*/words.txt)
list(SORT files)
set(rows "")
foreach(file IN LISTS files)
  file(READ ${FOLDER}/${file} content)
  string(APPEND rows "    {\"${file}\", R\"~~~(${content})~~~\"},\n")
endforeach()
file(WRITE ${OUT} "#include \"templates/embedded.hpp\"

namespace templates {
namespace {

constexpr EmbeddedText texts[] = {
${rows}};

}  // namespace

std::span<const EmbeddedText> embedded_texts() {
    return texts;
}

}  // namespace templates
")
