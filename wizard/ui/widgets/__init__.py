"""Parts of the window without product knowledge: every text comes from the caller.

Import each from its module. Texts are plain unless a parameter is called ``markdown`` or ``line``
of an `ActionList`; there ``**bold**`` and `code` are marked and nothing else is.

======================  ========================================================================
``label``               ``Label(text, kind, ink)``, ``Heading(text)``, ``RichLabel(markdown)``
``buttons``             ``Button(text, rank, name=, description=)``, ``LinkButton(text)``, ``Rank``
``copy_button``         ``CopyButton(source, text=, done=, name=, secret=, clear_after_s=)``
``clipboard``           ``put(text)``, ``secret_clipboard().put(text)``
``fields``              ``ValueField(label, hint=, beside=)``, ``align([field, ...])``
``secret_field``        ``SecretField(label, show=, hide=, paste=, clear=, hint=, beside=)``
``choice``              ``CheckBox(text, note)``, ``Choice(name, [Option(key, text, note)])``
``step_list``           ``StepList(name)``, ``StepItem``, ``StepState``
``check_list``          ``CheckList(name, CheckWords(...))``, ``CheckRow``, ``CheckState``
``rights_table``        ``RightsTableView``
``banner``              ``Banner(tone, line, detail, action)``, ``VerdictBanner()``
``action_list``         ``ActionList(name, first)``
``card``                ``Card(title)``
``dialog_bar``          ``DialogBar()`` with ``row`` and ``reason``
``picture_card``        ``PictureCard(title, name, caption, alt)``, ``Picture(name, alt)``
``disclosure``          ``Disclosure(text, content, is_open=)``
``page``                ``PageScroll()``, ``BottomBar(back)``
``layouts``             ``Columns(from_width, stretch)``, ``add_flow(column, widgets)``
``painting``            ``NumberBadge``, ``StatusBadge``, ``paint_disc``, ``paint_pill``
``accessibility``       ``announce(widget, message)``, ``spoken_as(role)``
======================  ========================================================================
"""
