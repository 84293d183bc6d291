# Makes mutants of a C file in the style of this project: each has one small change in the body of
# one function.
#
#     awk -f mutants.awk FILE
# lists them, one a line: NUMBER, FUNCTION, OLD and NEW, with tabs between. OLD and NEW are what
# reads otherwise.
#     awk -v mutant=NUMBER -f mutants.awk FILE
# prints the file with that change, line for line. Number 0 is the file as it is.
#
# What is changed:
#     conditions   negated, always true, always false; one operand of `&&` or `||` left out;
#                  `&&` and `||` exchanged; `!` left out
#     comparisons  `==` and `!=` exchanged; `<` and `>` with or without equality, or the other way
#     constants    true and false, numbers by one, `++` and `--`, a name of an enumeration by the
#                  next one, a number of a refusal by 0, too
#     statements   left out
#     returns      before all else in a function, and in each block of a function that returns
#                  nothing
# Assertions stay as they are: they are not what is tested here.

BEGIN {
    family("EXN_PHASE_NEW EXN_PHASE_ENTERING EXN_PHASE_BODY EXN_PHASE_ROLLBACK EXN_PHASE_EXITING " \
           "EXN_PHASE_CLOSED")
    family("EXN_HOLDING_ENTERS EXN_HOLDING_PUSHED EXN_HOLDING_CALLBACK")
    family("EXN_MANAGER_UNHELD EXN_MANAGER_WAITING EXN_MANAGER_ENTERING EXN_MANAGER_ENTERED " \
           "EXN_MANAGER_ENTER_FAILED EXN_MANAGER_ENTER_CANCELED EXN_MANAGER_EXITING " \
           "EXN_MANAGER_EXITED EXN_MANAGER_EXIT_FAILED")
    family("EXN_STEP_WAITS EXN_STEP_GOES_ON EXN_STEP_CLOSES")
    family("EXN_RECORD_FOREIGN EXN_RECORD_FREE EXN_RECORD_GIVEN EXN_RECORD_STANDS")
    family("EXEUNT_SETTLED_ENTERED EXEUNT_SETTLED_CANCELED EXEUNT_SETTLED_EXITED " \
           "EXEUNT_SETTLED_SUPPRESSED EXEUNT_SETTLED_FAILED")
    family("EXEUNT_ORIGIN_BODY EXEUNT_ORIGIN_ENTER EXEUNT_ORIGIN_EXIT EXEUNT_ORIGIN_DEADLINE " \
           "EXEUNT_ORIGIN_CANCEL EXEUNT_ORIGIN_SEVERAL")
    family("EXEUNT_CLOCK_DEADLINE_START EXEUNT_CLOCK_DEADLINE_STOP EXEUNT_CLOCK_GRACE_START " \
           "EXEUNT_CLOCK_GRACE_STOP")
    family("EXEUNT_ENDING_RETURNS EXEUNT_ENDING_SUPPRESSES EXEUNT_ENDING_CANCELS " \
           "EXEUNT_ENDING_RAISES")
    family("EXEUNT_POLICY_FAIL_FAST EXEUNT_POLICY_WAIT_ALL")
    family("EXEUNT_EBUSY EXEUNT_EALREADY EXEUNT_ETIMEDOUT EXEUNT_ECANCELED EXEUNT_EINVAL " \
           "EXEUNT_ECLOSED EXEUNT_ESTATE EXEUNT_EMULTIPLE EXEUNT_ESTANDS")
    swap("==", "!=")
    swap("!=", "==")
    swap("<", "<=")
    swap("<", ">=")
    swap("<=", "<")
    swap("<=", ">")
    swap(">", ">=")
    swap(">", "<=")
    swap(">=", ">")
    swap(">=", "<")
    swap("&&", "||")
    swap("||", "&&")
    swap("++", "--")
    swap("--", "++")
    swap("!", "")
    swap("true", "false")
    swap("false", "true")
    zero["pointer"] = "NULL"
    zero["number"] = zero["bool"] = "0"
    is_head["if"] = is_head["for"] = is_head["while"] = is_head["switch"] = 1
}

{
    begins[FNR] = length(text) + 1
    text = text $0 "\n"
    if (in_comment || !/^#/)
        tokenize($0, FNR)
}

END {
    if (mutant == "0")
        printf "%s", text
    match_brackets()
    for (i = 1; i <= tokens; i = (partner[i] > i ? partner[i] : i) + 1)
        if (token[i] == "{" && token[i - 1] == ")")
            mutate_function(i)
}

# --- reading ------------------------------------------------------------------------------------

function family(names, name, count, i)
{
    count = split(names, name, " ")
    for (i = 1; i <= count; i++)
        swap(name[i], name[i % count + 1])
    if (name[1] == "EXEUNT_EBUSY")
        for (i = 1; i <= count; i++)
            swap(name[i], "0")
}

function swap(old, new)
{
    swaps[old]++
    swapped[old, swaps[old]] = new
}

function tokenize(rest, line, at, size)
{
    for (at = 1; rest != ""; at += size) {
        if (in_comment) {
            size = index(rest, "*/") ? index(rest, "*/") + 1 : length(rest)
            in_comment = !index(rest, "*/")
        } else if (match(rest, /^ +/)) {
            size = RLENGTH
        } else if (index(rest, "/*") == 1) {
            in_comment = 1
            size = 2
        } else {
            size = length_of(rest)
            token[++tokens] = substr(rest, 1, size)
            place[tokens] = begins[line] + at - 1
        }
        rest = substr(rest, size + 1)
    }
}

# The length of the token that `rest` begins with.
function length_of(rest)
{
    if (match(rest, /^[A-Za-z_][A-Za-z0-9_]*/) || match(rest, /^[0-9][A-Za-z0-9.]*/) ||
        match(rest, /^"(\\.|[^"\\])*"/) || match(rest, /^'(\\.|[^'\\])*'/) ||
        match(rest, /^(->|\+\+|--|&&|\|\||[-+*\/%&|^=!<>]=)/))
        return RLENGTH
    return 1
}

# Finds the partner of each bracket, and which braces are blocks of statements.
function match_brackets(i, open, depth)
{
    for (i = 1; i <= tokens; i++) {
        if (token[i] ~ /^[({[]$/) {
            open[++depth] = i
        } else if (token[i] ~ /^[)}\]]$/) {
            partner[i] = open[depth]
            partner[open[depth--]] = i
        }
    }
    for (i = 1; i <= tokens; i++)
        is_block[i] = token[i] == "{" && (token[i - 1] ~ /^(else|do|[{};:])$/ ||
                      (token[i - 1] == ")" && is_head[token[partner[i - 1] - 1]]))
}

# --- changing -----------------------------------------------------------------------------------

# The tokens from `first` to `last` become `new`.
function change(first, last, new)
{
    change_text(place[first], place[last] + length(token[last]), new)
}

# The text from `from` on, and before `to`, becomes `new`.
function change_text(from, to, new, old, whole_old, whole_new, line_from, line_to, newlines)
{
    if ((from, to, new) in seen || function_name == "")
        return
    seen[from, to, new] = 1
    old = substr(text, from, to - from)
    number++
    if (mutant == "") {
        for (line_from = from; substr(text, line_from - 1, 1) != "\n"; line_from--)
            ;
        for (line_to = to; substr(text, line_to, 1) != "\n"; line_to++)
            ;
        whole_old = substr(text, line_from, line_to - line_from)
        whole_new = substr(text, line_from, from - line_from) new substr(text, to, line_to - to)
        print number "\t" function_name "\t" squeeze(whole_old) "\t" squeeze(whole_new)
    } else if (number == mutant) {
        newlines = gsub(/\n/, "", old) # the lines below keep their numbers
        while (newlines-- > 0)
            new = new "\n"
        printf "%s", substr(text, 1, from - 1) new substr(text, to)
    }
}

function squeeze(lines)
{
    gsub(/\/\*([^*]|\*[^\/])*\*\//, "", lines)
    gsub(/[ \n]+/, " ", lines)
    gsub(/^ | $/, "", lines)
    return lines
}

function mutate_function(open, end, i)
{
    end = partner[open]
    read_head(open)
    is_block[open] = 1
    if (returned != "void")
        return_at_once(open, zero[returned])
    if (returned == "bool")
        return_at_once(open, "true")
    for (i = open; i < end; i++) {
        if (token[i] == "assert")
            i = partner[i + 1]
        else
            mutate_at(i)
    }
}

# The name of the function, and what it returns.
function read_head(open, i)
{
    i = partner[open - 1] - 1
    function_name = token[i]
    returned = "number"
    if (token[i - 1] == "*")
        returned = "pointer"
    for (i--; i > 0 && token[i] !~ /^[;}]$/; i--) {
        if (returned == "number" && token[i] ~ /^(void|bool)$/)
            returned = token[i]
        else if (returned == "number" && token[i] == "exeunt_result")
            returned = "struct"
    }
}

function return_at_once(open, value)
{
    if (value != "" || returned == "void")
        change(open, open, value == "" ? "{ return;" : "{ return " value ";")
}

function mutate_at(i, k)
{
    for (k = 1; k <= swaps[token[i]]; k++)
        change(i, i, swapped[token[i], k])
    if (token[i] ~ /^[0-9]+$/)
        change(i, i, token[i] + 1)
    if (token[i] ~ /^[1-9][0-9]*$/)
        change(i, i, token[i] - 1)
    if (token[i] ~ /^(if|while)$/)
        condition(i + 2, partner[i + 1] - 1)
    if (token[i] == "for")
        condition(after(i + 2) + 1, after(after(i + 2) + 1) - 1)
    if (token[i] == "?")
        condition(leftmost(i - 1, "^([({,;?:=]|return)$"), i - 1)
    if (token[i] == "return" && returned == "bool" && token[i + 2] != ";")
        condition(i + 1, after(i) - 1)
    if (token[i] == "bool" && token[i + 2] == "=" && token[i + 4] != ";")
        condition(i + 3, after(i) - 1)
    if (token[i] == "&&" || token[i] == "||")
        operands(i)
    if (is_block[i] && returned == "void")
        return_at_once(i, "")
    if (begins_statement(i))
        change(i, after(i), ";")
}

function condition(first, last, old)
{
    old = substr(text, place[first], place[last] + length(token[last]) - place[first])
    change(first, last, "!(" old ")")
    change(first, last, "true")
    change(first, last, "false")
}

# Leaves out what stands to the left of a `&&` or `||`, or to the right.
function operands(i, neutral, weaker)
{
    neutral = token[i] == "&&" ? "true" : "false"
    weaker = token[i] == "&&" ? "|&&|\\|\\|" : "|\\|\\|"
    change(leftmost(i - 1, "^([[({,;?:=]|return" weaker ")$"), i - 1, neutral)
    change(i + 1, rightmost(i + 1, "^([])},;?:]" weaker ")$"), neutral)
}

# The first token of the expression that goes to the left from `i` until one of `ends`.
function leftmost(i, ends)
{
    for (; ; i--) {
        if (token[i] ~ /^[])}]$/)
            i = partner[i]
        if (token[i - 1] ~ ends)
            return i
    }
}

function rightmost(i, ends)
{
    for (; ; i++) {
        if (token[i] ~ /^[[({]$/)
            i = partner[i]
        if (token[i + 1] ~ ends)
            return i
    }
}

# The semicolon that ends what stands at `i`.
function after(i)
{
    for (; token[i] != ";"; i++)
        if (token[i] ~ /^[[({]$/)
            i = partner[i]
    return i
}

# Whether a statement that can be left out begins here: no declaration, no head of a block.
function begins_statement(i)
{
    if (token[i - 1] == "{" ? !is_block[i - 1] : token[i - 1] !~ /^[;}:]$/)
        return 0
    if (token[i - 1] == ":" && token[i - 2] != "default" && token[i - 3] != "case")
        return 0
    if (in_parentheses(i) || token[i] ~ /^(if|for|while|switch|do|case|default|else|[{};])$/)
        return 0
    if (token[i] == "return" || token[i] == "break")
        return 1
    if (token[i + 1] == "*" || token[i] ~ /^(const|static|enum|struct)$/)
        return 0
    return !(token[i] ~ /^[A-Za-z_]/ && token[i + 1] ~ /^[A-Za-z_]/)
}

# Whether the nearest bracket that is open before `i` is no block.
function in_parentheses(i)
{
    for (i--; i > 0; i--) {
        if (token[i] ~ /^[])}]$/)
            i = partner[i]
        else if (token[i] ~ /^[[({]$/)
            return !is_block[i]
    }
    return 1
}
