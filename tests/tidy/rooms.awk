# Draws the folders of src/ from what their files include: each folder stands above those that it
# uses. An arrow that follows from others is left out. A folder of which another one may use a
# single header only (includes.awk) is no arrow: that header is named.
# Usage: awk -f rooms.awk includes.awk $(find src/ -name '*.[ch]')

NR == FNR {
    if (/^ *may\[/) {
        split($0, parts, "\"")
        count = split(parts[4], words, " ")
        for (i = 1; i <= count; i++)
            if (words[i] ~ /\//)
                single[parts[2], words[i]]
    }
    next
}

FNR == 1 {
    room = FILENAME
    sub(/^.*src\//, "", room)
    sub(/\/.*$/, "", room)
    rooms[room]
}

/^ *# *include +"/ {
    split($0, parts, "\"")
    target = parts[2]
    sub(/\/.*$/, "", target)
    if (target == room)
        next
    if ((room, parts[2]) in single) {
        headers[room, parts[2]]
        next
    }
    uses[room, target]
    rooms[target]
}

function is_above(high, low,    via) {
    if ((high, low) in uses)
        return 1
    for (via in rooms)
        if ((high, via) in uses && via != low && is_above(via, low))
            return 1
    return 0
}

# Whether the arrow follows from two others.
function follows(high, low,    via) {
    for (via in rooms)
        if ((high, via) in uses && via != low && is_above(via, low))
            return 1
    return 0
}

function height_of(room,    low, height) {
    if (!(room in heights)) {
        height = 0
        for (low in rooms)
            if ((room, low) in uses && height_of(low) >= height)
                height = heights[low] + 1
        heights[room] = height
    }
    return heights[room]
}

function pad(text, width) {
    return sprintf("%-" width "s", text)
}

# Sorts the names of an array: the result has them at 1 to the returned number.
function sort_into(names, set,    name, count, i) {
    for (name in set) {
        for (i = count++; i > 0 && names[i] > name; i--)
            names[i + 1] = names[i]
        names[i + 1] = name
    }
    return count
}

END {
    count = sort_into(names, rooms)
    for (i = 1; i <= count; i++)
        if (height_of(names[i]) > highest)
            highest = heights[names[i]]
    for (height = highest; height >= 0; height--)
        for (i = 1; i <= count; i++) {
            high = names[i]
            if (heights[high] != height)
                continue
            line = ""
            for (k = 1; k <= count; k++)
                if ((high, names[k]) in uses && !follows(high, names[k]))
                    line = line " " names[k]
            for (k in headers) {
                split(k, parts, SUBSEP)
                if (parts[1] == high)
                    also[parts[2]]
            }
            found = sort_into(single_names, also)
            for (k = 1; k <= found; k++)
                line = line (k == 1 ? "  and " : ", ") single_names[k]
            split("", also)
            print (line == "" ? high : pad(high, 12) "->" line)
        }
}
